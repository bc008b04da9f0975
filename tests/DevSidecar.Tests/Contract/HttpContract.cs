using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>Replays one recorded file once, in its order, against fresh sidecars; each test then asks for its own case.</summary>
public abstract class HttpContract(string file) : IAsyncLifetime
{
    private readonly Dictionary<string, HttpAnswer> _answers = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _started = [];

    protected SidecarFiles Files { get; } = new();

    protected EchoApp? Echo { get; set; }

    protected Dictionary<string, SidecarProcess> Sidecars { get; } = new(StringComparer.Ordinal);

    /// <summary>Why the cases cannot run against this daprd, if they cannot.</summary>
    protected virtual string? Unavailable => null;

    public async ValueTask InitializeAsync()
    {
        if (Unavailable is not null)
        {
            return;
        }

        Files.Store("statestore", scopes: "caller");
        Files.Store("echo-only", scopes: "echo");
        await StartAsync();
        var replay = new HttpReplay();
        foreach (var recorded in RecordedCase.Load(file))
        {
            await BeforeAsync(recorded);
            _answers[recorded.Name] = await replay.SendAsync(recorded, Sidecars[recorded.Sidecar]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
        {
            await started.DisposeAsync();
        }

        if (Echo is not null)
        {
            await Echo.DisposeAsync();
        }

        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    public void Verify(string name)
    {
        Assert.SkipWhen(Unavailable is not null, Unavailable ?? "");
        var recorded = RecordedCase.Load(file).Single(recorded => recorded.Name == name);
        var differences = HttpReplay.Compare(recorded, _answers[name]);
        if (ContractExceptions.All.TryGetValue((file, name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]), out var known)
            && !SidecarProcess.IsDaprd)
        {
            // An exception that is no longer one must leave the list.
            Assert.Equal([known.Difference], differences);
            TestContext.Current.AddWarning($"exception: {known.Reason}");
            return;
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Starts the sidecars as they were for the recording.</summary>
    protected abstract Task StartAsync();

    /// <summary>Does what the recorder did between two cases.</summary>
    protected virtual Task BeforeAsync(RecordedCase recorded) => Task.CompletedTask;

    protected async Task<SidecarProcess> StartSidecarAsync(
        string appId, int? appPort = null, string? key = null, string? configuration = null,
        IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        string[] app = appPort is { } port ? ["--app-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];
        var sidecar = await SidecarProcess.StartAsync(
            appId, [.. app, "--config", configuration ?? Files.Configuration(), "--resources-path", Files.Resources, .. arguments],
            environment);
        _started.Add(sidecar);
        Sidecars.Add(key ?? appId, sidecar);
        return sidecar;
    }

    protected async Task StartPairAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        Echo = await EchoApp.StartAsync();
        await StartSidecarAsync("caller", environment: environment);
        await (await StartSidecarAsync("echo", Echo.Port, environment: environment)).UntilReadyAsync();
        // The recorded sidecars had long been running: a first call on a busy machine takes longer than some of the recorded time limits.
        await Sidecars["caller"].StatusOfAsync("/v1.0/invoke/echo/method/warm-up");
    }
}
