using DemoApp.ServiceDefaults.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DemoApp.ServiceDefaults;

/// <summary>The outermost frame of a service: it starts, serves until it is told to stop, and ends within a limit of time whatever failed.</summary>
public static class ServiceProcess
{
    // Exports end at their own deadline before; this is for what cannot be cancelled, such as a name server that does not answer.
    private static readonly TimeSpan LongestEnd = ExportDeadline.AfterStop + TimeSpan.FromSeconds(1);

    // Standard error may be the pipe that nobody reads.
    private static readonly TimeSpan LongestReport = TimeSpan.FromSeconds(1);

    /// <summary>Runs the service that <paramref name="build"/> makes; 0 after a normal stop, 1 after a failed start, which one line explains.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        // Whatever is called, the sidecar first of all, is called directly: no client here uses a proxy, whatever the environment says.
        HttpClient.DefaultProxy = new System.Net.WebProxy();
        WebApplication? service = null;
        try
        {
            service = build();
            await service.StartAsync();
            await service.WaitForShutdownAsync();
            return 0;
        }
        catch (OperationCanceledException) when (service?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            return 0;
        }
        catch (Exception e) when (service?.Lifetime.ApplicationStarted.IsCancellationRequested != true)
        {
            await ReportAsync($"Cannot start: {OneLine.Of(e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '))}.");
            return 1;
        }
        finally
        {
            if (service is not null)
            {
                await EndAsync(service);
            }
        }
    }

    /// <summary>Sends what is left of telemetry and ends everything else.</summary>
    private static async Task EndAsync(WebApplication service)
    {
        service.Services.GetRequiredService<ExportDeadline>().Start();
        var end = Task.Run(async () =>
        {
            TelemetryExtensions.Flush(service.Services);
            await service.DisposeAsync();
        });
        await Task.WhenAny(end, Task.Delay(LongestEnd));
    }

    private static async Task ReportAsync(string line) =>
        await Task.WhenAny(Task.Run(() => Console.Error.WriteLine(line)), Task.Delay(LongestReport));
}
