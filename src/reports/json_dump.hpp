// SPDX-License-Identifier: BSL-1.0
//
// What all JSON of the library has in common: the order in which things were put in, text that is not UTF-8 replaced,
// and what is said where the library was built without.
#pragma once

#include <string>

#ifdef HESSE_WITH_JSON
#include <nlohmann/json.hpp>
#else
#include <hesse/basics/error.hpp>
#endif

namespace hesse::reports {

#ifdef HESSE_WITH_JSON

using Json = nlohmann::ordered_json;

inline std::string dumped(const Json& object, int indent) {
  return object.dump(indent, ' ', false, Json::error_handler_t::replace);
}

#else

[[noreturn]] inline void json_is_absent() {
  throw OperationError("json.absent",
                       "to_json() needs JSON for Modern C++, which was not there when hesse was built. Install it "
                       "(nlohmann-json3-dev on Debian) and build hesse again.");
}

#endif

}  // namespace hesse::reports
