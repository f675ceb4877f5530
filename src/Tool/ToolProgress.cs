using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace MLNetCompact.Tool;

/// <summary>How far long work is, on standard error: on a terminal a line or bar that moves, in a file or a pipe plain lines.</summary>
/// <param name="error">Where to.</param>
/// <param name="isQuiet">Whether nothing is told.</param>
internal sealed class ToolProgress(TextWriter error, bool isQuiet)
{
    private bool IsTerminal => error == Console.Error && !Console.IsErrorRedirected;

    /// <summary>Does work that tells the context's log what it does.</summary>
    public T While<T>(MLContext ml, string title, Func<T> work)
    {
        if (isQuiet)
            return work();
        if (!IsTerminal)
            return Logged(ml, text => error.WriteLine(ToolText.PrintableLines(text)), work);
        return Terminal().Status().Start(Markup.Escape(title), status => Logged(ml, text => status.Status($"{Markup.Escape(title)}: {Markup.Escape(ToolText.Printable(text))}"), work));
    }

    /// <summary>Does so many pieces of work: a bar with the time left.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="text">A line about a piece that is done.</param>
    /// <param name="work">The work; it tells of every piece.</param>
    public TResult Each<TPiece, TResult>(string title, int count, Func<TPiece, string> text, Func<IProgress<TPiece>, TResult> work)
    {
        if (isQuiet)
            return work(new Told<TPiece>(_ => { }));
        if (!IsTerminal)
            return work(new Told<TPiece>(piece => error.WriteLine(ToolText.PrintableLines(text(piece)))));
        var bar = Terminal().Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn());
        return bar.Start(context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: count);
            return work(new Told<TPiece>(piece =>
            {
                task.Increment(1);
                task.Description = Markup.Escape(ToolText.Printable(text(piece)));
            }));
        });
    }

    private static IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private static T Logged<T>(MLContext ml, Action<string> tell, Func<T> work)
    {
        void Heard(object? sender, LoggingEventArgs e)
        {
            if (e.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning && e.Source?.Contains(nameof(MLNetCompact), StringComparison.Ordinal) == true)
                tell(e.RawMessage);
        }

        ml.Log += Heard;
        try
        {
            return work();
        }
        finally
        {
            ml.Log -= Heard;
        }
    }

    /// <summary>Unlike <see cref="Progress{T}"/> on the thread that works, so that lines stand in order.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
