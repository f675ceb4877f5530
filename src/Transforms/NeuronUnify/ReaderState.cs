namespace MLNetCompact;

/// <summary>One layer that reads the units of a site: what it costs its outputs when units go, and its weights afterwards.</summary>
internal abstract class ReaderState
{
    /// <summary>The mean square of what the layer makes, about its mean where it has a bias: what errors are shares of.</summary>
    public double Energy { get; protected init; }

    /// <summary>The mean squared change of what the layer makes if that unit goes now and the others make up for it.</summary>
    public abstract double Error(int unit);

    /// <summary>Takes a unit; the others take over.</summary>
    public abstract void Remove(int unit);

    /// <summary>The layer's weights, in their own order, with 0 for what is gone, and what is added to each row; null where that stays as it is.</summary>
    public abstract (float[] Weights, double[]? Bias) Result();
}
