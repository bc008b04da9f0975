using System.Text.RegularExpressions;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>POST /api/isolation/probe: sends a forged tenant to a tenant's Sender, in body, headers and baggage.</summary>
internal sealed partial class ProbeApi(SenderCall call, IngestStatistics statistics)
{
    private const string Message = "Forged tenant, from the page's Isolation";
    private static readonly TimeSpan TelemetryComesWithin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OthersFollowWithin = TimeSpan.FromSeconds(1);

    public ProbeAnswer? Last { get; private set; }

    public async Task<Results<Ok<ProbeAnswer>, ProblemHttpResult>> PostAsync(ProbeRequest wanted, CancellationToken cancellationToken)
    {
        if (wanted is not { Tenant: { } tenant, Claim: { } claim } || !TenantName().IsMatch(claim) || claim == tenant)
        {
            return TypedResults.Problem(
                "Name a tenant, and as the claim another one of letters, digits, hyphens, dots and underscores.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        if (call.Find(tenant) is not { } sender)
        {
            return TypedResults.Problem(call.NotFound(tenant), statusCode: StatusCodes.Status404NotFound);
        }

        try
        {
            var answers = new List<(string Way, CallAnswer Answer)>
            {
                ("body", await call.SendAsync(sender, new SendBody(Message, claim), cancellationToken)),
                ("header", await call.SendAsync(
                    sender, new SendBody(Message), cancellationToken,
                    ("tenant-id", claim), ("x-tenant-id", claim), ("x-scope-orgid", claim))),
                ("baggage", await call.SendAsync(
                    sender, new SendBody(Message), cancellationToken, ("baggage", $"tenant.id={claim},app.tenant.id={claim}"))),
            };
            await WaitForTelemetryAsync(tenant, answers.ConvertAll(one => one.Answer.TraceId), cancellationToken);
            Last = new ProbeAnswer(
                tenant, claim, ApiTime.Of(statistics.Clock.GetUtcNow()),
                answers.ConvertAll(one => Judge(one.Way, one.Answer, tenant, claim)));
            return TypedResults.Ok(Last);
        }
        catch (AppCallException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }

    /// <summary>Waits until each trace has more than the page's own call.</summary>
    private async Task WaitForTelemetryAsync(string tenant, List<string> traceIds, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TelemetryComesWithin);
        using var timer = new PeriodicTimer(Interval);
        while (!traceIds.TrueForAll(id => SpansOf(tenant, id) > 1) && !limit.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await Task.Delay(OthersFollowWithin, cancellationToken);
    }

    private ProbeAttempt Judge(string way, CallAnswer answer, string tenant, string claim)
    {
        var evidence = Crossing(answer, tenant, claim);
        var (verdict, detail) = evidence is not null ? ("CROSSED", evidence)
            : answer.Status is >= 400 and < 500 ? ("refused", $"{tenant} answered {answer.Status}; no telemetry names {claim}.")
            : ("kept its tenant", $"{tenant} answered {answer.Status} as {tenant}; no telemetry of the trace names {claim}.");
        if (evidence is null && SpansOf(tenant, answer.TraceId) <= 1)
        {
            detail = $"{tenant} answered {answer.Status}; only the answer was judged, since no telemetry came"
                + $" within {TelemetryComesWithin.TotalSeconds:0} s.";
        }

        return new ProbeAttempt(way, answer.Status, answer.Body, answer.TraceId, verdict, detail);
    }

    /// <summary>What shows that the request was served as the claimed tenant, or null.</summary>
    private string? Crossing(CallAnswer answer, string tenant, string claim)
    {
        if (answer.Status < 300 && NamesTenant(answer.Body, claim))
        {
            return $"The answer names {claim} as its tenant.";
        }

        var traceId = TraceKey.Parse(answer.TraceId);
        lock (statistics.Lock)
        {
            if (statistics.Find(claim)?.Traces.TryGet(TraceKey.Of(traceId), out _) == true)
            {
                return $"A service of {claim} took part in the trace.";
            }

            var marks = statistics.Find(tenant)?.UnexpectedTenants.NewestFirst ?? [];
            return marks.Any(mark => mark.TraceId == traceId && mark.Value.Carried == claim)
                ? $"Telemetry of {tenant} names {claim}."
                : null;
        }
    }

    private int SpansOf(string tenant, string traceId)
    {
        lock (statistics.Lock)
        {
            var key = TraceKey.Of(TraceKey.Parse(traceId));
            return statistics.Find(tenant)?.Traces.TryGet(key, out var packed) == true ? TraceState.Of(packed).Spans : 0;
        }
    }

    private static bool NamesTenant(string body, string claim) => body.Contains($"\"tenant_id\":\"{claim}\"", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,63}$")]
    private static partial Regex TenantName();
}

internal sealed record ProbeRequest(string? Tenant, string? Claim);

internal sealed record ProbeAnswer(string Tenant, string Claim, double Time, List<ProbeAttempt> Attempts);

internal sealed record ProbeAttempt(string Way, int Status, string Answer, string TraceId, string Verdict, string Detail);
