// SPDX-License-Identifier: BSL-1.0
//
// The files of src/teaching/page, as the build puts them into the library.
#pragma once

namespace hesse::page {

extern const char* const style;   ///< report.css
extern const char* const player;  ///< player.js

}  // namespace hesse::page
