// SPDX-License-Identifier: BSL-1.0
//
// Kernels for processors with AVX-512. Compiled for them alone: nothing here may run before the processor is known.
#include "kernels.hpp"

#ifdef __AVX512F__
#define HESSE_KIND avx512
#define HESSE_PACK 8
#ifdef HESSE_WITH_SLEEF
#define HESSE_SLEEF(name, bound) Sleef_finz_##name##d8_##bound##avx512f
#endif
#include "make_kernels.hpp"
#endif

namespace hesse {

const Kernels* avx512_kernels() {
#ifdef __AVX512F__
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq")) return nullptr;
  static const Kernels kernels = avx512::make_kernels("AVX-512");
  return &kernels;
#else
  return nullptr;
#endif
}

}  // namespace hesse
