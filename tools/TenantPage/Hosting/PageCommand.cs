using System.CommandLine;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Hosting;

/// <summary>The command line.</summary>
internal static class ViewerCommand
{
    private static readonly ViewerOptions Default = new();

    private static readonly Option<int> GrpcPort = Port("--grpc-port", "Port of OTLP over gRPC; 0 takes a free one", Default.GrpcPort);
    private static readonly Option<int> HttpPort = Port("--http-port", "Port of OTLP over HTTP; 0 takes a free one", Default.HttpPort);
    private static readonly Option<int> PagePort = Port("--page-port", "Port of the page and its API; 0 takes a free one", Default.PagePort);
    private static readonly Option<string?> RunFile = new("--run-file") { Description = "Run file whose apps are watched and driven from the page" };
    private static readonly Option<string?> Tenants = new("--tenants") { Description = "Tenants that are expected, with commas; any where it is left out" };
    private static readonly Option<int?> WatchedProcess = new("--watch-pid") { Description = "Process with whose end this one ends, two seconds later" };
    private static readonly Option<int> MaxTenants = Limit("--max-tenants", "Tenants that are told apart", Default.Limits.Tenants);
    private static readonly Option<int> MaxSpans = Limit("--max-spans", "Spans kept of a tenant", Default.Limits.SpansPerTenant);
    private static readonly Option<int> MaxLogs = Limit("--max-logs", "Log records kept of a tenant", Default.Limits.LogsPerTenant);
    private static readonly Option<int> MaxSeries = Limit("--max-series", "Series of metrics kept of a tenant", Default.Limits.SeriesPerTenant);
    private static readonly Option<int> MaxMegabytes = Limit(
        "--max-megabytes", "MiB kept of a tenant's spans, and a quarter of it of its log records", (int)(Default.Limits.SpanBytesPerTenant >> 20));

    /// <summary>Makes the command that calls <paramref name="run"/>.</summary>
    public static RootCommand Create(Func<ViewerOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Receives OTLP from processes of this machine and shows it on a page, tenant by tenant.")
        {
            GrpcPort, HttpPort, PagePort, RunFile, Tenants, WatchedProcess, MaxTenants, MaxSpans, MaxLogs, MaxSeries, MaxMegabytes,
        };
        command.SetAction((result, stop) => run(Bind(result), stop));
        return command;
    }

    private static ViewerOptions Bind(ParseResult result) => new()
    {
        GrpcPort = result.GetValue(GrpcPort),
        HttpPort = result.GetValue(HttpPort),
        PagePort = result.GetValue(PagePort),
        RunFile = result.GetValue(RunFile) is { Length: > 0 } file ? file : null,
        Tenants = result.GetValue(Tenants)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } tenants ? tenants : null,
        WatchedProcess = result.GetValue(WatchedProcess),
        Limits = new ViewerLimits
        {
            Tenants = result.GetValue(MaxTenants),
            SpansPerTenant = result.GetValue(MaxSpans),
            LogsPerTenant = result.GetValue(MaxLogs),
            SeriesPerTenant = result.GetValue(MaxSeries),
            SpanBytesPerTenant = (long)result.GetValue(MaxMegabytes) << 20,
            LogBytesPerTenant = (long)result.GetValue(MaxMegabytes) << 18,
        },
    };

    private static Option<int> Port(string name, string description, int value) => Ranged(name, description, value, 0, 65_535);

    private static Option<int> Limit(string name, string description, int value) => Ranged(name, description, value, 1, 1_000_000);

    private static Option<int> Ranged(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is var given && given >= least && given <= most)
            {
                return;
            }

            result.AddError($"{name} must be {least} to {most}, not {result.Tokens[0].Value}.");
        });
        return option;
    }
}
