using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Ingest;

/// <summary>How an export came.</summary>
/// <param name="Transport">grpc or http.</param>
/// <param name="TenantHeader">What a header of it says whose it is, or null.</param>
internal readonly record struct ExportSource(string Transport, string? TenantHeader)
{
    /// <summary>The header by which backends of many tenants are told whose telemetry a request has.</summary>
    public const string Header = "x-scope-orgid";
}

/// <summary>What was not taken of an export, and why: OTLP's partial success.</summary>
/// <param name="Rejected">Spans, points or records.</param>
/// <param name="Reason">For the sender; empty where all was taken.</param>
internal readonly record struct ExportOutcome(long Rejected, string Reason);

/// <summary>Counts what one tenant gave and lost in one export.</summary>
internal sealed class ExportTally(Signal signal, ExportSource source, ArrivalBook book, TimeProvider clock)
{
    private readonly Dictionary<string, (long Accepted, long Rejected, string Reason)> _byTenant = [];

    public void Accept(string tenant)
    {
        var before = _byTenant.GetValueOrDefault(tenant, (0, 0, ""));
        _byTenant[tenant] = before with { Accepted = before.Accepted + 1 };
    }

    public void Reject(string tenant, string reason, long items = 1)
    {
        var before = _byTenant.GetValueOrDefault(tenant, (0, 0, ""));
        _byTenant[tenant] = before with { Rejected = before.Rejected + items, Reason = reason };
    }

    /// <summary>Writes it into the book and returns what the sender is told.</summary>
    public ExportOutcome Close()
    {
        var outcome = new ExportOutcome(0, "");
        foreach (var (tenant, (accepted, rejected, reason)) in _byTenant)
        {
            book.Arrived(tenant, signal, accepted, rejected);
            if (rejected > 0)
            {
                book.Refused(new Refusal(clock.GetUtcNow(), source.Transport, signal, reason, rejected, tenant), wholeRequest: false);
                outcome = new ExportOutcome(outcome.Rejected + rejected, reason);
            }
        }

        return outcome;
    }
}
