// SPDX-License-Identifier: Apache-2.0
// Everything that the lint of the PTX must refuse. Not part of any program.
__global__ void forbidden(float* x, double* y) {
  atomicAdd(x, 1.0f);
  y[1] = atomicAdd(y, 1.0);
  x[1] = __expf(x[2]);
  asm("div.full.f32 %0, %0, %1;" : "+f"(x[5]) : "f"(x[6]));
  asm("add.ftz.f32 %0, %0, %1;" : "+f"(x[3]) : "f"(x[4]));
}
