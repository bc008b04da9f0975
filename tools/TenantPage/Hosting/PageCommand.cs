using System.CommandLine;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Hosting;

/// <summary>The command line.</summary>
internal static class PageCommand
{
    private static readonly PageOptions Default = new();
    private static readonly Option<int> GrpcPort = Port("--grpc-port", "Port of OTLP over gRPC; 0 takes a free one", Default.GrpcPort);
    private static readonly Option<int> HttpPort = Port("--http-port", "Port of OTLP over HTTP; 0 takes a free one", Default.HttpPort);
    private static readonly Option<int> PagePort = Port("--page-port", "Port of page and API; 0 takes a free one", Default.PagePort);
    private static readonly Option<string?> RunFile = new("--run-file") { Description = "Run file whose apps are watched and driven" };
    private static readonly Option<string[]> Apps = new("--app")
    {
        Description = "An app in place of a run file: TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT; may be given several times",
    };

    private static readonly Option<string?> Tenants = new("--tenants") { Description = "Expected tenants, separated by commas" };
    private static readonly Option<int?> WatchedProcess = new("--watch-pid") { Description = "This process ends two seconds after that" };
    private static readonly Option<int> MaxTenants = Limit(
        "--max-tenants", "Maximum number of tenants besides the expected ones", Default.MaxTenants, 1_000);
    private static readonly Option<string?> Forward = new("--forward") { Description = "Address to forward to, http://host:port" };
    private static readonly Option<int> ForwardMegabytes = Limit(
        "--forward-megabytes", "MiB that wait to be forwarded", (int)(Default.ForwardLimits.Bytes >> 20), 1_024);

    private static readonly Option<int> ForwardTraces = Limit(
        "--forward-traces-per-second", "Traces of a tenant above which they are sampled", Default.ForwardLimits.TracesPerSecond, 100_000);

    private static readonly Option<string?> Dashboard = new("--dashboard-url") { Description = "Address of the Aspire dashboard" };

    public static RootCommand Create(Func<PageOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Receives OTLP from processes of this machine, shows it tenant by tenant, and forwards it.")
        {
            GrpcPort, HttpPort, PagePort, RunFile, Apps, Tenants, WatchedProcess, MaxTenants, Forward, ForwardMegabytes, ForwardTraces,
            Dashboard,
        };
        command.SetAction((result, cancellationToken) => run(Bind(result), cancellationToken));
        return command;
    }

    private static PageOptions Bind(ParseResult result) => new()
    {
        GrpcPort = result.GetValue(GrpcPort),
        HttpPort = result.GetValue(HttpPort),
        PagePort = result.GetValue(PagePort),
        RunFile = result.GetValue(RunFile) is { Length: > 0 } file ? file : null,
        Apps = [.. (result.GetValue(Apps) ?? []).Select(LocalApp.Parse)],
        Tenants = result.GetValue(Tenants)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is [_, ..] names
            ? [.. names.Distinct()]
            : null,
        WatchedProcess = result.GetValue(WatchedProcess),
        MaxTenants = result.GetValue(MaxTenants),
        Forward = Address(Forward, result),
        ForwardLimits = new ForwardLimits((long)result.GetValue(ForwardMegabytes) << 20, result.GetValue(ForwardTraces)),
        Dashboard = Address(Dashboard, result),
    };

    private static Uri? Address(Option<string?> option, ParseResult result)
    {
        if (result.GetValue(option) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw new StartException($"{option.Name} must be an address such as http://localhost:18889, not \"{text}\".");
    }

    private static Option<int> Port(string name, string description, int value) => Ranged(name, description, value, 0, ushort.MaxValue);
    private static Option<int> Limit(string name, string description, int value, int most) => Ranged(name, description, value, 1, most);

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
