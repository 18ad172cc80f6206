// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/json.hpp>

#ifdef HESSE_WITH_JSON
#include <concepts>
#include <nlohmann/json.hpp>
#else
#include <hesse/basics/error.hpp>
#endif

namespace hesse::reports {

#ifdef HESSE_WITH_JSON

namespace {

/// In the order in which things were put in.
using Json = nlohmann::ordered_json;

Json json_of(ConstVector numbers) {
  Json list = Json::array();
  for (const double number : numbers) list.push_back(number);
  return list;
}

Json json_of(const MethodUsed& method) {
  Json options = Json::object();
  for (const OptionUsed& option : method.options)
    options[option.name] = std::visit(
        [](const auto& held) -> Json {
          if constexpr (std::same_as<decltype(held), const std::monostate&>)
            return nullptr;
          else
            return held;
        },
        option.value);
  return {{"name", method.name}, {"adapts", method.adapts}, {"options", options}};
}

Json json_of(const Counts& counts) {
  Json object;
#define HESSE_PUT(name, words) object[#name] = counts.name;
  HESSE_EVALUATIONS(HESSE_PUT)
#undef HESSE_PUT
  object["non_finite"] = counts.non_finite;
  object["rejected"] = counts.rejected;
  object["total"] = counts.total();
  return object;
}

Json json_of(const EvaluationSeconds& seconds) {
  Json object;
#define HESSE_PUT(name, words) object[#name] = seconds.name;
  HESSE_EVALUATIONS(HESSE_PUT)
#undef HESSE_PUT
  object["total"] = seconds.total();
  return object;
}

Json json_of(const std::optional<CurvatureVerdict>& verdict) {
  if (!verdict) return nullptr;
  return {{"kind", name_of(verdict->kind)},
          {"positive", verdict->positive},
          {"zero", verdict->zero},
          {"negative", verdict->negative},
          {"smallest", verdict->smallest},
          {"largest", verdict->largest},
          {"error_bound", verdict->error_bound},
          {"tolerance", verdict->tolerance},
          {"lowest_direction", json_of(verdict->lowest_direction)}};
}

Json json_of(const Iteration& row) {
  return {{"iteration", row.iteration},
          {"accepted", row.accepted},
          {"value", row.value},
          {"change", row.change},
          {"gradient_norm", row.gradient_norm},
          {"step_norm", row.step_norm},
          {"ratio", row.ratio},
          {"radius", row.radius},
          {"inner_iterations", row.inner_iterations},
          {"seconds", row.seconds}};
}

Json json_of(const std::vector<Iteration>& history) {
  Json list = Json::array();
  for (const Iteration& row : history) list.push_back(json_of(row));
  return list;
}

}  // namespace

std::string to_json(const Solution& s, int indent) {
  const Json object = {{"schema", "hesse/solution/1"},
                       {"objective", s.objective},
                       {"inputs", s.point.size()},
                       {"method", json_of(s.method)},
                       {"converged", s.converged()},
                       {"status", name_of(s.status)},
                       {"at_bounds", s.at_bounds},
                       {"reason", s.reason},
                       {"explanation", s.explanation()},
                       {"iterations", s.iterations},
                       {"seconds", s.seconds},
                       {"value", s.value},
                       {"point", json_of(s.point)},
                       {"gradient", json_of(s.gradient)},
                       {"curvature", json_of(s.curvature)},
                       {"counts", json_of(s.counts)},
                       {"evaluation_seconds", json_of(s.evaluation_seconds)},
                       {"history", json_of(s.history)}};
  return object.dump(indent, ' ', false, Json::error_handler_t::replace);
}

#else

void detail::json_is_absent() {
  throw OperationError("json.absent",
                       "to_json() needs JSON for Modern C++, which was not there when hesse was built. Install it "
                       "(nlohmann-json3-dev on Debian) and build hesse again.");
}

std::string to_json(const Solution&, int) { detail::json_is_absent(); }

#endif

}  // namespace hesse::reports
