// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/json.hpp>
#include <hesse/reports/svg.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <fmt/format.h>

#include <algorithm>
#ifdef HESSE_WITH_JSON
#include <nlohmann/json.hpp>
#endif

namespace hesse {

namespace {

/// The case's element without its end: what pages show as title of a failure is the first line of the report.
std::string outcome(const Verdict& verdict) {
  const std::string report = verdict.report();
  const std::string message = reports::xml_safe(report.substr(0, report.find('\n')));
  if (verdict.passed()) return "/>\n";
  const char* element = verdict.status == Verdict::Status::failed ? "failure" : "skipped";
  return fmt::format(">\n    <{} message=\"{}\">{}</{}>\n  </testcase>\n", element, message, reports::xml_safe(report),
                     element);
}

}  // namespace

#ifdef HESSE_WITH_JSON

namespace {

/// In the order in which things were put in.
using Json = nlohmann::ordered_json;

Json json_of(const Mistake& mistake) {
  return {{"row", mistake.row},     {"column", mistake.column},    {"name", mistake.name},
          {"hand", mistake.hand},   {"exact", mistake.exact},      {"tolerance", mistake.tolerance},
          {"point", mistake.point}, {"wrong_at", mistake.wrong_at}};
}

Json json_of(const std::vector<Mistake>& mistakes) {
  Json list = Json::array();
  for (const Mistake& mistake : mistakes) list.push_back(json_of(mistake));
  return list;
}

Json json_of(const std::optional<Cause>& cause) {
  if (!cause) return nullptr;
  return {{"kind", name_of(cause->kind)}, {"sentence", cause->sentence}, {"explained", cause->explained}};
}

}  // namespace

std::string to_json(const Verdict& v, int indent) {
  const Json object = {{"schema", "hesse/verdict/1"},
                       {"check", v.check},
                       {"passed", v.passed()},
                       {"status", name_of(v.status)},
                       {"mistakes", json_of(v.mistakes)},
                       {"cause", json_of(v.cause)},
                       {"notes", v.notes},
                       {"entries", v.entries},
                       {"points", v.points},
                       {"radius", v.radius},
                       {"seed", v.seed},
                       {"multiples", v.multiples},
                       {"routes", v.routes},
                       {"confirmed", v.confirmed},
                       {"contradicted", v.contradicted},
                       {"stopped", v.stopped},
                       {"digits", v.digits},
                       {"slope", v.slope ? Json(*v.slope) : Json(nullptr)},
                       {"expected_slope", v.expected_slope},
                       {"report", v.report()}};
  return object.dump(indent, ' ', false, Json::error_handler_t::replace);
}

#else

std::string to_json(const Verdict&, int) { reports::detail::json_is_absent(); }

#endif

std::string junit_xml(std::string_view suite, std::span<const NamedVerdict> verdicts) {
  const auto count = [&](Verdict::Status status) {
    return std::ranges::count(verdicts, status, [](const NamedVerdict& named) { return named.verdict.status; });
  };
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n",
      reports::xml_safe(suite), verdicts.size(), count(Verdict::Status::failed), count(Verdict::Status::inconclusive));
  for (const auto& [name, verdict] : verdicts)
    xml += fmt::format("  <testcase name=\"{}\" classname=\"{}\"{}", reports::xml_safe(name), verdict.check,
                       outcome(verdict));
  return xml + "</testsuite>\n";
}

int exit_code(std::span<const Verdict> verdicts) {
  const auto any = [&](Verdict::Status status) { return std::ranges::count(verdicts, status, &Verdict::status) > 0; };
  return any(Verdict::Status::failed) ? 1 : any(Verdict::Status::inconclusive) ? 2 : 0;
}

}  // namespace hesse
