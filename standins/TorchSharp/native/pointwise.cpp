// Arithmetic and comparisons, element by element.
#include "shim.h"

#define UNARY(name) \
  API T ts_##name(T a) { return make([&] { return a->name(); }); }

// In place: false where it failed.
#define UNARY_(name) \
  API bool ts_##name(T a) { return run([&] { a->name(); }); }

UNARY(abs)
UNARY_(abs_)
UNARY(ceil)
UNARY(cos)
UNARY(erf)
UNARY(exp)
UNARY_(exp_)
UNARY(floor)
UNARY(isfinite)
UNARY(isinf)
UNARY(isnan)
UNARY(log)
UNARY_(log_)
UNARY(log1p)
UNARY(logical_not)
UNARY(neg)
UNARY_(neg_)
UNARY(reciprocal)
UNARY(relu)
UNARY_(relu_)
UNARY(round)
UNARY(rsqrt)
UNARY_(rsqrt_)
UNARY(sigmoid)
UNARY_(sigmoid_)
UNARY(sign)
UNARY(sin)
UNARY_(sign_)
UNARY(sqrt)
UNARY_(sqrt_)
UNARY(square)
UNARY(tanh)
UNARY_(tanh_)
UNARY_(zero_)

#define BINARY(name) \
  API T ts_##name(T a, T b) { return make([&] { return a->name(*b); }); }

BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)
BINARY(maximum)
BINARY(minimum)
BINARY(matmul)
BINARY(mm)
BINARY(bmm)
BINARY(mv)
BINARY(dot)
BINARY(outer)

#define BINARY_OR_SCALAR(name) \
  BINARY(name)                 \
  API T ts_##name##_scalar(T a, Number b) { return make([&] { return a->name(scalar(b)); }); }

#define BINARY_OR_SCALAR_(name)                                      \
  API bool ts_##name(T a, T b) { return run([&] { a->name(*b); }); } \
  API bool ts_##name##_scalar(T a, Number b) { return run([&] { a->name(scalar(b)); }); }

BINARY_OR_SCALAR(div)
BINARY_OR_SCALAR_(div_)
BINARY_OR_SCALAR(eq)
BINARY_OR_SCALAR(ge)
BINARY_OR_SCALAR(gt)
BINARY_OR_SCALAR(le)
BINARY_OR_SCALAR(lt)
BINARY_OR_SCALAR(mul)
BINARY_OR_SCALAR_(mul_)
BINARY_OR_SCALAR(ne)
BINARY_OR_SCALAR(pow)
BINARY_OR_SCALAR_(pow_)
BINARY_OR_SCALAR(remainder)
BINARY_OR_SCALAR_(remainder_)

// a op alpha * b
#define SCALED(name)                                                                                            \
  API T ts_##name(T a, T b, Number alpha) { return make([&] { return a->name(*b, scalar(alpha)); }); }          \
  API T ts_##name##_scalar(T a, Number b, Number alpha) { return make([&] { return a->name(scalar(b), scalar(alpha)); }); }

#define SCALED_(name)                                                                              \
  API bool ts_##name(T a, T b, Number alpha) { return run([&] { a->name(*b, scalar(alpha)); }); } \
  API bool ts_##name##_scalar(T a, Number b, Number alpha) { return run([&] { a->name(scalar(b), scalar(alpha)); }); }

SCALED(add)
SCALED_(add_)
SCALED(sub)
SCALED_(sub_)

// rounding: 0 none, 1 trunc, 2 floor
API T ts_div_rounded(T a, T b, int rounding) { return make([&] { return a->div(*b, rounding == 1 ? "trunc" : "floor"); }); }
API bool ts_div_rounded_(T a, T b, int rounding) { return run([&] { a->div_(*b, rounding == 1 ? "trunc" : "floor"); }); }
API T ts_div_rounded_scalar(T a, Number b, int rounding) {
  return make([&] { return a->div(scalar(b), rounding == 1 ? "trunc" : "floor"); });
}
API bool ts_div_rounded_scalar_(T a, Number b, int rounding) {
  return run([&] { a->div_(scalar(b), rounding == 1 ? "trunc" : "floor"); });
}

API T ts_addcmul(T a, T b, T c, Number value) { return make([&] { return a->addcmul(*b, *c, scalar(value)); }); }
API bool ts_addcmul_(T a, T b, T c, Number value) { return run([&] { a->addcmul_(*b, *c, scalar(value)); }); }
API T ts_addcdiv(T a, T b, T c, Number value) { return make([&] { return a->addcdiv(*b, *c, scalar(value)); }); }
API bool ts_addcdiv_(T a, T b, T c, Number value) { return run([&] { a->addcdiv_(*b, *c, scalar(value)); }); }
API T ts_addmm(T a, T b, T c, double beta, double alpha) { return make([&] { return a->addmm(*b, *c, beta, alpha); }); }

API T ts_clamp(T a, Number low, Number high) { return make([&] { return a->clamp(maybe(low), maybe(high)); }); }
API bool ts_clamp_(T a, Number low, Number high) { return run([&] { a->clamp_(maybe(low), maybe(high)); }); }
API T ts_clamp_tensor(T a, T low, T high) { return make([&] { return a->clamp(maybe(low), maybe(high)); }); }
API bool ts_clamp_tensor_(T a, T low, T high) { return run([&] { a->clamp_(maybe(low), maybe(high)); }); }

API bool ts_fill_(T a, Number value) { return run([&] { a->fill_(scalar(value)); }); }
API T ts_where(T condition, T a, T b) { return make([&] { return at::where(*condition, *a, *b); }); }
API T ts_masked_fill(T a, T mask, Number value) { return make([&] { return a->masked_fill(*mask, scalar(value)); }); }
API bool ts_masked_fill_(T a, T mask, Number value) { return run([&] { a->masked_fill_(*mask, scalar(value)); }); }
API bool ts_normal_(T a, double mean, double deviation, G generator) { return run([&] { a->normal_(mean, deviation, maybe(generator)); }); }
API bool ts_uniform_(T a, double low, double high, G generator) { return run([&] { a->uniform_(low, high, maybe(generator)); }); }
API bool ts_bernoulli_(T a, double p, G generator) { return run([&] { a->bernoulli_(p, maybe(generator)); }); }

API bool ts_equal(T a, T b, bool* into) { return run([&] { *into = a->equal(*b); }); }
API bool ts_allclose(T a, T b, double relative, double absolute, bool equal_nan, bool* into) {
  return run([&] { *into = a->allclose(*b, relative, absolute, equal_nan); });
}
