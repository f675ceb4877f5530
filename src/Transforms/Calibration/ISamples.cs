namespace MLNetCompact;

/// <summary>What a linear layer reads, as samples: some numbers at each of many places.</summary>
internal interface ISamples
{
    /// <summary>Blocks of a grouped convolution, each of which reads numbers of its own; or 1.</summary>
    int Blocks { get; }

    /// <summary>The numbers of a sample of one block.</summary>
    int Width { get; }

    /// <summary>How many samples a row of the data has.</summary>
    int Places { get; }

    /// <summary>Copies the sample of a block at a place.</summary>
    /// <param name="values">What the layer reads for a row of the data.</param>
    /// <param name="block">The block.</param>
    /// <param name="place">The place.</param>
    /// <param name="to">Gets the numbers.</param>
    void Copy(ReadOnlySpan<float> values, int block, int place, Span<float> to);
}
