using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class CriterionTests
{
    private const int Inputs = 9, Hidden = 4, Count = 300;

    [TestMethod]
    public void SecondOrderIsTheLeastChangeOfTheOutputsWhenTheOthersMakeUpForAWeight()
    {
        With((network, rows, run) =>
        {
            var layers = PrunableLayer.Of(network);
            var criterion = new SecondOrderCriterion(network, layers, run);
            var x = Matrix<double>.Build.Dense(Count, Inputs, (r, c) => rows[r][c]);
            var (layer, scores) = (layers[0], criterion.Scores(layers[0]));
            var outputs = Enumerable.Range(0, Hidden).Select(row => x * Row(layer, row)).ToArray();
            var energy = outputs.Sum(o => o * o);
            for (var row = 0; row < Hidden; row++)
            {
                for (var i = 0; i < Inputs; i++)
                {
                    int[] others = [.. Enumerable.Range(0, Inputs).Where(c => c != i)];
                    Assert.AreEqual(Residual(x, others, outputs[row]) / energy, scores[row * Inputs + i], 5e-3 * scores.Max(), $"row {row}, weight {i}");
                }
            }
        });
    }

    [TestMethod]
    public void WhatStaysChangesTheOutputsLeast()
    {
        With((network, rows, run) =>
        {
            var layer = PrunableLayer.Of(network)[0];
            var criterion = new SecondOrderCriterion(network, [layer], run);
            var mask = layer.Values.Select((_, i) => i * 7 % 5 > 1).ToArray();
            var survivors = criterion.Survivors(layer, mask);
            var x = Matrix<double>.Build.Dense(Count, Inputs, (r, c) => rows[r][c]);
            for (var row = 0; row < Hidden; row++)
            {
                int[] stays = [.. Enumerable.Range(0, Inputs).Where(i => mask[row * Inputs + i])];
                var output = x * Row(layer, row);
                var found = output - x * Vector<double>.Build.Dense(Inputs, i => survivors[row * Inputs + i]);
                Assert.AreEqual(Residual(x, stays, output), found * found, 1e-3 * (output * output), $"row {row}");
                Assert.IsTrue(Enumerable.Range(0, Inputs).All(i => mask[row * Inputs + i] || survivors[row * Inputs + i] == 0));
            }
        });
    }

    [TestMethod]
    public void TaylorIsTheSquareOfWeightTimesGradient()
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(3);
        var rows = Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, 5).Select(_ => (float)random.NextDouble()).ToArray()).ToArray();
        var labels = rows.Select(r => r.Sum()).ToArray();
        float[] w = [0.3f, -0.7f, 1.1f, 0, 0.2f];
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 5))], [new("dense", new Gemm { TransB = true }, ["x", "w"], ["y"])], [new("y", ElementType.Float, null)], [Weight.Of("w", new Shape(1, 5), w)]);
        using var channel = ((IHostEnvironment)ml).Register("test").Start("test");
        var run = new RunContext(ml, channel, new() { ValidationFraction = 0 }, LabelColumn.Of(TinyImages.View(ml, 3).Schema, "Height", isNeeded: true), new Rows(rows, labels), 1);
        var scores = new TaylorCriterion(network, run, new() { BatchSize = 64 }).Scores(PrunableLayer.Of(network)[0]);
        for (var i = 0; i < 5; i++)
        {
            var gradient = rows.Zip(labels, (r, t) => 2 * (r.Zip(w, (a, b) => (double)a * b).Sum() - t) * r[i]).Average();
            Assert.AreEqual(Math.Pow(gradient * w[i], 2), scores[i], 1e-4 * Math.Max(1e-3, scores[i]));
        }
    }

    [TestMethod]
    public void RandomScoresAreTheSameForTheSameSeedAndDifferForEachLayer()
    {
        var layers = PrunableLayer.Of(TinyImages.Network());
        CollectionAssert.AreEqual(new RandomCriterion(3).Scores(layers[0]), new RandomCriterion(3).Scores(layers[0]));
        CollectionAssert.AreNotEqual(new RandomCriterion(3).Scores(layers[0]), new RandomCriterion(4).Scores(layers[0]));
        Assert.AreNotEqual(new RandomCriterion(3).Scores(layers[0])[0], new RandomCriterion(3).Scores(layers[1])[0]);
    }

    private static Vector<double> Row(PrunableLayer layer, int row) => Vector<double>.Build.Dense(Inputs, i => layer.Values[row * Inputs + i]);

    /// <summary>The squared distance of the outputs from what the chosen inputs can make, by QR.</summary>
    private static double Residual(Matrix<double> x, int[] chosen, Vector<double> outputs)
    {
        var part = Matrix<double>.Build.DenseOfColumnVectors(chosen.Select(x.Column));
        var left = outputs - part * part.QR().Solve(outputs);
        return left * left;
    }

    private static void With(Action<Network, float[][], RunContext> check)
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(5);
        var rows = Enumerable.Range(0, Count).Select(_ =>
        {
            var common = random.NextDouble();
            return Enumerable.Range(0, Inputs).Select(i => (float)(random.NextDouble() + common * i / 3)).ToArray();
        }).ToArray();
        using var channel = ((IHostEnvironment)ml).Register("test").Start("test");
        var run = new RunContext(ml, channel, new() { ValidationFraction = 0 }, LabelColumn.Of(TinyImages.View(ml, 3).Schema, "Height", isNeeded: true), new Rows(rows, new float[Count]), 1);
        check(Networks.Mlp(Inputs, [Hidden], 1, seed: 2), rows, run);
    }
}
