using Dapr.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DemoApp.ServiceDefaults;

/// <summary>Ready when the Dapr sidecar answers; its outbound health, because it waits for this app before it is healthy itself.</summary>
public sealed class SidecarHealthCheck(DaprClient dapr) : IHealthCheck
{
    /// <summary>The tag of checks that readiness includes.</summary>
    public const string ReadyTag = "ready";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            if (await dapr.CheckOutboundHealthAsync(deadline.Token))
            {
                return HealthCheckResult.Healthy();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A slow sidecar is as good as none here; as an exception it would be in the log with its stack, at every probe.
        }

        return HealthCheckResult.Unhealthy("The Dapr sidecar does not answer GET /v1.0/healthz/outbound.");
    }
}

/// <summary>Registers <see cref="SidecarHealthCheck"/>.</summary>
public static class SidecarHealthCheckExtensions
{
    /// <summary>Makes readiness include the sidecar, and Dapr's client available.</summary>
    public static IServiceCollection AddSidecar(this IServiceCollection services)
    {
        services.AddDaprClient(static (provider, client) =>
        {
            var dapr = provider.GetRequiredService<ServiceSettings>().Dapr;
            client.UseHttpEndpoint(dapr.HttpEndpoint.OriginalString).UseGrpcEndpoint(dapr.GrpcEndpoint.OriginalString);
            if (dapr.ApiToken is not null)
            {
                client.UseDaprApiToken(dapr.ApiToken);
            }
        });
        services.AddHealthChecks().AddCheck<SidecarHealthCheck>("sidecar", tags: [SidecarHealthCheck.ReadyTag]);
        return services;
    }
}
