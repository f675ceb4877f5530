namespace MLNetCompact.RealData;

/// <summary>A data set as it is published: what to train with, and what to test with once.</summary>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
/// <param name="Classes">The name of each class; a label is an index into it.</param>
public sealed record ImageData(ImageSet Train, ImageSet Test, IReadOnlyList<string> Classes);
