namespace MLNetCompact.Benchmarks;

/// <summary>One benchmark: <c>dotnet run -c Release --project benchmarks -- NAME</c>.</summary>
public interface IBenchmark
{
    /// <summary>Its name on the command line and of its result file.</summary>
    string Name { get; }

    /// <summary>What it measures, in a sentence.</summary>
    string Description { get; }

    /// <summary>Measures.</summary>
    Measurement Run(CancellationToken cancel);
}
