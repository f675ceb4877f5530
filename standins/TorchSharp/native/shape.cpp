// Views, indexing, joining.
#include "shim.h"

#include <vector>

API T ts_reshape(T t, const int64_t* dims, int n) { return make([&] { return t->reshape(list(dims, n)); }); }
API T ts_view(T t, const int64_t* dims, int n) { return make([&] { return t->view(list(dims, n)); }); }
API T ts_expand(T t, const int64_t* dims, int n, bool implicit) { return make([&] { return t->expand(list(dims, n), implicit); }); }
API T ts_repeat(T t, const int64_t* dims, int n) { return make([&] { return t->repeat(list(dims, n)); }); }
API T ts_permute(T t, const int64_t* dims, int n) { return make([&] { return t->permute(list(dims, n)); }); }
API T ts_flip(T t, const int64_t* dims, int n) { return make([&] { return t->flip(list(dims, n)); }); }
API T ts_flatten(T t, int64_t start, int64_t end) { return make([&] { return t->flatten(start, end); }); }
API T ts_transpose(T t, int64_t a, int64_t b) { return make([&] { return t->transpose(a, b); }); }
API T ts_t(T t) { return make([&] { return t->t(); }); }
API T ts_squeeze(T t) { return make([&] { return t->squeeze(); }); }
API T ts_squeeze_dim(T t, int64_t dim) { return make([&] { return t->squeeze(dim); }); }
API T ts_unsqueeze(T t, int64_t dim) { return make([&] { return t->unsqueeze(dim); }); }
API T ts_narrow(T t, int64_t dim, int64_t start, int64_t length) { return make([&] { return t->narrow(dim, start, length); }); }
API T ts_slice(T t, int64_t dim, int64_t start, int64_t end, int64_t step) { return make([&] { return t->slice(dim, start, end, step); }); }
API T ts_select(T t, int64_t dim, int64_t index) { return make([&] { return t->select(dim, index); }); }
API T ts_diagonal(T t, int64_t offset, int64_t a, int64_t b) { return make([&] { return t->diagonal(offset, a, b); }); }

API T ts_index_select(T t, int64_t dim, T index) { return make([&] { return t->index_select(dim, *index); }); }
API T ts_masked_select(T t, T mask) { return make([&] { return t->masked_select(*mask); }); }
API T ts_nonzero(T t) { return make([&] { return t->nonzero(); }); }
API T ts_gather(T t, int64_t dim, T index) { return make([&] { return t->gather(dim, *index); }); }
API T ts_index_add(T t, int64_t dim, T index, T source, Number alpha) {
  return make([&] { return t->index_add(dim, *index, *source, scalar(alpha)); });
}
API bool ts_index_add_(T t, int64_t dim, T index, T source, Number alpha) {
  return run([&] { t->index_add_(dim, *index, *source, scalar(alpha)); });
}
API bool ts_index_copy_(T t, int64_t dim, T index, T source) { return run([&] { t->index_copy_(dim, *index, *source); }); }
API bool ts_index_fill_(T t, int64_t dim, T index, Number value) { return run([&] { t->index_fill_(dim, *index, scalar(value)); }); }
API T ts_scatter(T t, int64_t dim, T index, T source) { return make([&] { return t->scatter(dim, *index, *source); }); }
API bool ts_scatter_(T t, int64_t dim, T index, T source) { return run([&] { t->scatter_(dim, *index, *source); }); }
API T ts_scatter_add(T t, int64_t dim, T index, T source) { return make([&] { return t->scatter_add(dim, *index, *source); }); }
API bool ts_scatter_add_(T t, int64_t dim, T index, T source) { return run([&] { t->scatter_add_(dim, *index, *source); }); }

static std::vector<at::Tensor> tensors(const T* values, int n) {
  std::vector<at::Tensor> result;
  result.reserve(n);
  for (int i = 0; i < n; i++) result.push_back(*values[i]);
  return result;
}

API T ts_cat(const T* values, int n, int64_t dim) { return make([&] { return at::cat(tensors(values, n), dim); }); }
API T ts_stack(const T* values, int n, int64_t dim) { return make([&] { return at::stack(tensors(values, n), dim); }); }

// Pieces of the given sizes (the caller gives room for n of them).
API bool ts_split(T t, const int64_t* sizes, int n, int64_t dim, T* into) {
  return run([&] {
    const auto pieces = t->split_with_sizes(list(sizes, n), dim);
    for (size_t i = 0; i < pieces.size(); i++) into[i] = new at::Tensor(pieces[i]);
  });
}
