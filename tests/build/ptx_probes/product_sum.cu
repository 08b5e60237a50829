// SPDX-License-Identifier: Apache-2.0
// A compiler that may contract makes one fma of each line. Not part of any program.
__global__ void product_sum(const float* a, const double* b, float* x, double* y) {
  *x = a[0] * a[1] + a[2];
  *y = b[0] * b[1] + b[2];
}
