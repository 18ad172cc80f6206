// SPDX-License-Identifier: BSL-1.0
//
// Kernels for any processor; on x86-64, packs of two.
#define HESSE_KIND baseline
#define HESSE_PACK 2
#if defined(HESSE_WITH_SLEEF) && defined(__x86_64__)
#define HESSE_SLEEF(name, bound) Sleef_cinz_##name##d2_##bound##sse2
#endif
#include "make_kernels.hpp"

namespace hesse {

const Kernels* baseline_kernels() {
  static const Kernels kernels = baseline::make_kernels("baseline");
  return &kernels;
}

}  // namespace hesse
