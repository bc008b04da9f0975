namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// How long exports may go on once the service has stopped or could not start, all signals together. Without it a collector that takes connections and
/// never answers holds the process until the platform kills it: every batch of every signal would wait for its own timeout.
/// </summary>
internal sealed class ExportDeadline : IDisposable
{
    /// <summary>How long that is.</summary>
    public static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _over = new();

    public CancellationToken Over => _over.Token;

    public void Start() => _over.CancelAfter(AfterStop);

    public void Dispose() => _over.Dispose();
}
