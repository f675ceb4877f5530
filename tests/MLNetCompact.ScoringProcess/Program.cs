// An application that knows no training: the tests start it to see what a model or a file is worth in another process.
using Microsoft.ML;
using MLNetCompact.ScoringProcess;

try
{
    switch (args)
    {
        case ["score", var model, var features, var answers]:
            File.WriteAllLines(answers, Score(model, features));
            break;
        case ["copy", var from, var to]:
            Copy(from, to);
            break;
        default:
            throw new ArgumentException("Expected: score MODEL.zip FEATURES.txt ANSWERS.txt, or copy FROM.onnx TO.onnx.");
    }
    Console.WriteLine(string.Join('\n', AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name)));
    return 0;
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    return 1;
}

static string[] Score(string model, string features)
{
    var ml = new MLContext();
    var scorer = ml.Model.Load(model, out _);
    var answers = ScoredRows.Of(scorer.Transform(FeatureRow.Read(ml, features)));
    (scorer as IDisposable)?.Dispose();
    return answers;
}

static void Copy(string from, string to) => MLNetCompact.Network.Load(from).Save(to);
