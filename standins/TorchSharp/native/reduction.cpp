// Sums, extremes, norms, sorting: what makes a tensor smaller.
#include "shim.h"

#include <tuple>

// The second of two results goes to *second.
template <class Pair>
static at::Tensor first_of(Pair&& pair, T* second) {
  *second = new at::Tensor(std::get<1>(pair));
  return std::get<0>(pair);
}

API T ts_sum(T t, int8_t type) { return make([&] { return t->sum(maybe_type(type)); }); }
API T ts_sum_dims(T t, const int64_t* dims, int n, bool keep, int8_t type) {
  return make([&] { return t->sum(list(dims, n), keep, maybe_type(type)); });
}
API T ts_mean(T t) { return make([&] { return t->mean(); }); }
API T ts_mean_dims(T t, const int64_t* dims, int n, bool keep, int8_t type) {
  return make([&] { return t->mean(list(dims, n), keep, maybe_type(type)); });
}
API T ts_var(T t, bool unbiased) { return make([&] { return t->var(unbiased); }); }
API T ts_var_dims(T t, const int64_t* dims, int n, bool unbiased, bool keep) {
  return make([&] { return t->var(list(dims, n), unbiased, keep); });
}
API T ts_std(T t, bool unbiased) { return make([&] { return t->std(unbiased); }); }
API T ts_std_dims(T t, const int64_t* dims, int n, bool unbiased, bool keep) {
  return make([&] { return t->std(list(dims, n), unbiased, keep); });
}
API T ts_norm(T t, double p) { return make([&] { return t->norm(p); }); }
API T ts_norm_dim(T t, int64_t dim, bool keep, double p) {
  return make([&] { return t->norm(Optional<at::Scalar>(at::Scalar(p)), list(&dim, 1), keep); });
}

API T ts_max(T t) { return make([&] { return t->max(); }); }
API T ts_min(T t) { return make([&] { return t->min(); }); }
API T ts_max_dim(T t, int64_t dim, bool keep, T* indices) {
  return make([&] { return first_of(t->max(dim, keep), indices); });
}
API T ts_min_dim(T t, int64_t dim, bool keep, T* indices) {
  return make([&] { return first_of(t->min(dim, keep), indices); });
}
API T ts_argmax(T t) { return make([&] { return t->argmax(); }); }
API T ts_argmin(T t) { return make([&] { return t->argmin(); }); }
API T ts_argmax_dim(T t, int64_t dim, bool keep) { return make([&] { return t->argmax(dim, keep); }); }
API T ts_argmin_dim(T t, int64_t dim, bool keep) { return make([&] { return t->argmin(dim, keep); }); }
API T ts_amax(T t, const int64_t* dims, int n, bool keep) { return make([&] { return t->amax(list(dims, n), keep); }); }
API T ts_amin(T t, const int64_t* dims, int n, bool keep) { return make([&] { return t->amin(list(dims, n), keep); }); }
API T ts_all(T t) { return make([&] { return t->all(); }); }
API T ts_any(T t) { return make([&] { return t->any(); }); }
API T ts_all_dim(T t, int64_t dim, bool keep) { return make([&] { return t->all(dim, keep); }); }
API T ts_any_dim(T t, int64_t dim, bool keep) { return make([&] { return t->any(dim, keep); }); }
API T ts_count_nonzero(T t, const int64_t* dims, int n) {
  return make([&] { return n == 0 ? t->count_nonzero() : t->count_nonzero(list(dims, n)); });
}
API T ts_cumsum(T t, int64_t dim, int8_t type) { return make([&] { return t->cumsum(dim, maybe_type(type)); }); }
API T ts_sort(T t, int64_t dim, bool descending, bool stable, T* indices) {
  return make([&] { return first_of(t->sort(stable, dim, descending), indices); });
}
API T ts_topk(T t, int64_t k, int64_t dim, bool largest, bool sorted, T* indices) {
  return make([&] { return first_of(t->topk(k, dim, largest, sorted), indices); });
}
API T ts_argsort(T t, int64_t dim, bool descending) { return make([&] { return t->argsort(dim, descending); }); }
