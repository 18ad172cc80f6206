// SPDX-License-Identifier: BSL-1.0
//
// Kernels for processors with AVX2 and FMA. Compiled for them alone: nothing here may run before the processor is
// known.
#include "kernels.hpp"

#ifdef __AVX2__
#define HESSE_KIND avx2
#define HESSE_PACK 4
#ifdef HESSE_WITH_SLEEF
#define HESSE_SLEEF(name, bound) Sleef_finz_##name##d4_##bound##avx2
#endif
#include "make_kernels.hpp"
#endif

namespace hesse {

const Kernels* avx2_kernels() {
#ifdef __AVX2__
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return nullptr;
  static const Kernels kernels = avx2::make_kernels("AVX2");
  return &kernels;
#else
  return nullptr;
#endif
}

}  // namespace hesse
