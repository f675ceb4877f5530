using System.Buffers;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using MLNetCompact.Operators;
using Vector = System.Numerics.Vector;

namespace MLNetCompact;

/// <summary>Products of large matrices, by ONNX Runtime: many times as fast as managed code.</summary>
/// <remarks>Matrices are MathNet's, column after column: to ONNX Runtime they are their own transposes, so that C^T = B^T A^T is what it is asked for.</remarks>
internal sealed class MatrixProducts : IDisposable
{
    /// <summary>Matrices of so few rows are inverted directly.</summary>
    private const int Small = 128;

    private readonly Dictionary<(ElementType, bool, bool), InferenceSession> _sessions = [];
    private readonly RunOptions _run = new();
    private float[] _moments = [];

    /// <summary>A B, with A or B transposed where that is asked for.</summary>
    public DenseMatrix Multiply(DenseMatrix a, DenseMatrix b, bool transposeA = false, bool transposeB = false)
    {
        var (rows, columns) = (transposeA ? a.ColumnCount : a.RowCount, transposeB ? b.RowCount : b.ColumnCount);
        var product = new double[checked(rows * columns)];
        if (product.Length > 0 && (transposeA ? a.RowCount : a.ColumnCount) > 0)
            Multiply(a, b, product, transposeA, transposeB);
        return new(rows, columns, product);
    }

    /// <summary>A B, with A or B transposed where that is asked for, column after column at the front of <paramref name="product"/>.</summary>
    public void Multiply(DenseMatrix a, DenseMatrix b, double[] product, bool transposeA = false, bool transposeB = false) =>
        Multiply(b.Values, b.ColumnCount, b.RowCount, transposeB, a.Values, a.ColumnCount, a.RowCount, transposeA, product);

    /// <summary>Adds A^T B of two lists of samples, sample after sample, as [columns of A, columns of B] in rows; the product of these is in single precision.</summary>
    /// <param name="a">Samples of <paramref name="aWidth"/> numbers.</param>
    /// <param name="aWidth">The numbers of a sample.</param>
    /// <param name="b">As many samples of <paramref name="bWidth"/> numbers.</param>
    /// <param name="bWidth">The numbers of a sample.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="sums">Gains the sums of products.</param>
    public void AddMoments(float[] a, int aWidth, float[] b, int bWidth, int count, double[] sums)
    {
        if (_moments.Length < sums.Length)
            _moments = new float[sums.Length];
        Multiply(a, count, aWidth, true, b, count, bWidth, false, _moments);
        var i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(_moments, i), out var first, out var second);
            (first + new Vector<double>(sums, i)).CopyTo(sums, i);
            (second + new Vector<double>(sums, i + Vector<double>.Count)).CopyTo(sums, i + Vector<double>.Count);
        }
        for (; i < sums.Length; i++)
            sums[i] += _moments[i];
    }

    /// <summary>Samples of so many numbers, sample after sample, times a matrix [<paramref name="width"/>, <paramref name="outputs"/>] in rows.</summary>
    public void Map(float[] samples, int width, float[] matrix, int outputs, int count, float[] product) => Multiply(samples, count, width, false, matrix, width, outputs, false, product);

    /// <summary>The inverse of a symmetric positive definite matrix, by halves (Schur complements).</summary>
    /// <exception cref="ArgumentException">It is not positive definite.</exception>
    public DenseMatrix Inverse(DenseMatrix matrix)
    {
        var inverse = (DenseMatrix)matrix.Clone();
        Invert(inverse.Values, matrix.RowCount);
        return inverse;
    }

    /// <summary>The inverse of a Gram matrix with a number added to its diagonal, which holds where samples are fewer than inputs.</summary>
    /// <param name="gram">The matrix; it gets that number added.</param>
    /// <param name="share">The number as a share of the mean of the diagonal; ten times as much, and again, where rounding of the sums leaves the matrix indefinite.</param>
    /// <returns>The inverse, and the number.</returns>
    public (DenseMatrix Inverse, double Damping) Damped(DenseMatrix gram, double share)
    {
        var mean = gram.Diagonal().Average();
        var (damping, added) = (mean > 0 ? share * mean : 1, 0.0);
        while (true)
        {
            for (var i = 0; i < gram.RowCount; i++)
                gram[i, i] += damping - added;
            added = damping;
            try
            {
                return (Inverse(gram), damping);
            }
            catch (ArgumentException) when (damping < mean)
            {
                damping *= 10;
            }
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
        _run.Dispose();
    }

    /// <summary>Inverts the matrix at the front of an array. What it needs on the way is lent: new arrays of this size cost as much as the products.</summary>
    private void Invert(double[] matrix, int n)
    {
        if (n <= Small)
        {
            DenseMatrix.OfColumnMajor(n, n, matrix.Take(n * n)).Cholesky().Solve(DenseMatrix.CreateIdentity(n)).AsColumnMajorArray().CopyTo(matrix, 0);
            return;
        }
        var (half, rest) = (n / 2, n - n / 2);
        var lent = new[] { half * half, half * rest, rest * rest, half * rest, half * rest, rest * rest }.Select(ArrayPool<double>.Shared.Rent).ToArray();
        var (first, between, last, carried, corner, product) = (lent[0], lent[1], lent[2], lent[3], lent[4], lent[5]);
        try
        {
            for (var column = 0; column < n; column++)
            {
                var own = matrix.AsSpan(column * n, n);
                if (column < half)
                    own[..half].CopyTo(first.AsSpan(column * half));
                else
                {
                    own[..half].CopyTo(between.AsSpan((column - half) * half));
                    own[half..].CopyTo(last.AsSpan((column - half) * rest));
                }
            }
            // Columns lie one after the other: to the product, which wants rows, all are transposed and change places.
            Invert(first, half);
            Multiply(between, rest, half, false, first, half, half, false, carried);
            Multiply(carried, rest, half, false, between, rest, half, true, product);
            for (var i = 0; i < rest * rest; i++)
                last[i] -= product[i];
            Invert(last, rest);
            Multiply(last, rest, rest, false, carried, rest, half, false, corner);
            Multiply(carried, rest, half, true, corner, rest, half, false, product);
            for (var column = 0; column < n; column++)
            {
                for (var row = 0; row < n; row++)
                {
                    matrix[column * n + row] = (row < half, column < half) switch
                    {
                        (true, true) => first[column * half + row] + product[column * half + row],
                        (true, false) => -corner[(column - half) * half + row],
                        (false, true) => -corner[(row - half) * half + column],
                        _ => last[(column - half) * rest + row - half],
                    };
                }
            }
        }
        finally
        {
            foreach (var array in lent)
                ArrayPool<double>.Shared.Return(array);
        }
    }

    /// <summary>The product of two matrices that are stored row after row.</summary>
    private void Multiply<T>(T[] a, int aRows, int aColumns, bool transposeA, T[] b, int bRows, int bColumns, bool transposeB, T[] product) where T : unmanaged
    {
        using var left = Tensor(a, aRows, aColumns);
        using var right = Tensor(b, bRows, bColumns);
        using var made = Tensor(product, transposeA ? aColumns : aRows, transposeB ? bRows : bColumns);
        Session(typeof(T) == typeof(float) ? ElementType.Float : ElementType.Double, transposeA, transposeB).Run(_run, ["A", "B"], [left, right], ["C"], [made]);
    }

    private static OrtValue Tensor<T>(T[] values, int rows, int columns) where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, rows * columns), [rows, columns]);

    private InferenceSession Session(ElementType type, bool transposeA, bool transposeB)
    {
        if (!_sessions.TryGetValue((type, transposeA, transposeB), out var session))
        {
            NetworkValue Value(string name) => new(name, type, new(Shape.Unknown, Shape.Unknown));
            var product = new Network([Value("A"), Value("B")], [new("product", new Gemm { TransA = transposeA, TransB = transposeB }, ["A", "B"], ["C"])], [Value("C")], []);
            using var options = new SessionOptions();
            _sessions[(type, transposeA, transposeB)] = session = new InferenceSession(product.ToOnnx(), options);
        }
        return session;
    }
}
