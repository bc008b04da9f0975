namespace DemoApp.AppHost;

/// <summary>The variables of <c>make run</c> and <c>make view</c>, which docs/local.md describes.</summary>
internal sealed record RunSettings(
    IReadOnlyList<string> Tenants, string TenantsFile, int PortStep, int PortOffset, bool WantsDaprd, string? Daprd,
    bool IsView, string RunFile, bool HasPage, string? ForwardAddress, int PagePort, int GrpcPort, int HttpPort,
    bool HasDashboard, int DashboardPort, int DashboardOtlpPort)
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath("../../..", new Projects.Sender().ProjectPath);

    /// <summary>What the sidecars read, for each tenant, and their names: a run with other ports beside this one has others.</summary>
    public string Folder => Path.Combine(Root, ".dapr/run", $"{PortOffset}");

    /// <summary>Where the page forwards what it receives, if anywhere.</summary>
    public string? Forward => ForwardAddress ?? (HasDashboard ? $"http://localhost:{DashboardOtlpPort}" : null);

    /// <summary>Where the dashboard is.</summary>
    public string DashboardUrl => $"http://localhost:{DashboardPort}";

    /// <summary>Where the services send their telemetry.</summary>
    public int OtlpPort => Text("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "grpc" ? GrpcPort : HttpPort;

    /// <summary>Those of page and dashboard, each with what uses it and the variable that moves it.</summary>
    public IEnumerable<(int Port, string User, string Variable)> Ports =>
        from port in ((bool IsUsed, int Port, string User, string Variable)[])
        [
            (HasPage, GrpcPort, "the page (gRPC)", "VIEWER_GRPC_PORT"), (HasPage, HttpPort, "the page (HTTP)", "VIEWER_HTTP_PORT"),
            (HasPage, PagePort, "the page", "VIEWER_PORT"), (HasDashboard, DashboardPort, "the dashboard", "DASHBOARD_PORT"),
            (HasDashboard, DashboardOtlpPort, "the dashboard (OTLP)", "DASHBOARD_OTLP_PORT"),
        ]
        where port.IsUsed
        select (port.Port, port.User, port.Variable);

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingException">One has a value that is not allowed.</exception>
    public static RunSettings Read(bool isView) => new(
        (Text("TENANTS") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
        Text("TENANTS_FILE") ?? Path.Combine(Root, "tenants.yaml"),
        Number("PORT_STEP", 100), Number("PORT_OFFSET", 0, least: 0), Choice("SIDECAR", "auto", "dev"), Text("DAPRD"),
        isView, Text("RUN_FILE") ?? "dapr.yaml", Choice("VIEWER", "true", "false"), Text("VIEWER_FORWARD"),
        Number("VIEWER_PORT", 18888), Number("VIEWER_GRPC_PORT", 4317), Number("VIEWER_HTTP_PORT", 4318),
        Choice("DASHBOARD", "true", "false"), Number("DASHBOARD_PORT", 18890), Number("DASHBOARD_OTLP_PORT", 18889));

    /// <summary>The value of a variable, or null if it is not set or empty.</summary>
    public static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    /// <summary>The executable of a project, built in the same configuration as this one.</summary>
    public static string Built(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, project, "bin", output.Parent!.Name, output.Name, Path.GetFileName(project));
    }

    private static bool Choice(string name, string usual, string other) => Text(name) is not { } text || text == usual
        || (text == other ? false : throw new SettingException($"{name} is \"{text}\", but must be {usual} or {other}."));

    private static int Number(string name, int usual, int least = 1) => Text(name) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, null, out var number) && number >= least && number <= ushort.MaxValue ? number
        : throw new SettingException($"{name} is \"{text}\", but must be a whole number from {least} to {ushort.MaxValue}.");
}
