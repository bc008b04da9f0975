using System.Buffers;
using System.Text;
using DemoApp.TenantPage.Forwarding;
using DemoApp.TenantPage.Protobuf;
using DemoApp.TenantPage.Statistics;

namespace DemoApp.TenantPage.Ingest;

/// <summary>Counts exports of all three signals and offers them for forwarding; what cannot be counted is rejected by number.</summary>
internal sealed class TelemetryIngest(IngestStatistics statistics, Forwarder? forwarder, Func<string, string?> tenantOfAppId)
{
    private const int LongestTenantName = 128;
    private const int ResourceField = 1;
    private const int ItemsAtOnce = 128;
    private readonly TenantCheck _check = new(statistics);
    private readonly SpanStatistics _spans = new(statistics);

    /// <exception cref="InvalidDataException">The message is malformed; nothing of it was taken.</exception>
    public ExportOutcome Take(ReadOnlySpan<byte> message, Signal signal, ExportSource source)
    {
        Validate(message, signal);
        var export = statistics.NextExport();
        var outcome = default(ExportOutcome) with { Reason = "" };
        var resources = new ProtobufReader(message, new TextRange(0, message.Length));
        while (resources.Next())
        {
            if (resources is { Field: ResourceField, IsPayload: true })
            {
                var block = new ResourceBlock(new TextRange(resources.FieldStart, resources.FieldEnd), resources.Payload);
                var (rejected, reason) = Take(message, block, signal, source, export);
                outcome = new ExportOutcome(outcome.Rejected + rejected, rejected > 0 ? reason : outcome.Reason);
            }
        }

        return outcome;
    }

    /// <summary>Reads all of it once before anything is counted.</summary>
    private static void Validate(ReadOnlySpan<byte> message, Signal signal)
    {
        var resources = new ProtobufReader(message, new TextRange(0, message.Length));
        while (resources.Next())
        {
            if (resources is { Field: ResourceField, IsPayload: true })
            {
                ResourceFacts.Read(message, resources.Payload, static _ => null);
                var items = new ItemReader(message, resources.Payload, signal);
                while (items.Next())
                {
                    ItemFacts.Read(message, items, signal);
                }
            }
        }
    }

    private ExportOutcome Take(ReadOnlySpan<byte> message, ResourceBlock block, Signal signal, ExportSource source, long export)
    {
        var resource = ResourceFacts.Read(message, block.Payload, tenantOfAppId);
        if (Admit(resource, out var problem) is not { } tenant)
        {
            return Reject(message, block, signal, source, export, problem);
        }

        _check.CheckResource(tenant, resource, source, signal);
        var kept = new KeptItems();
        var (rejected, reason) = (0L, "");
        var facts = ArrayPool<ItemFacts>.Shared.Rent(ItemsAtOnce);
        var items = new ItemReader(message, block.Payload, signal);
        for (var isMore = true; isMore;)
        {
            var count = 0;
            while (count < ItemsAtOnce && (isMore = items.Next()))
            {
                var item = ItemFacts.Read(message, items, signal);
                kept.Total++;
                if (item.Problem is not null)
                {
                    (rejected, reason) = (rejected + 1, item.Problem);
                    continue;
                }

                facts[count++] = item;
            }

            Count(message, facts.AsSpan(0, count), tenant, resource, signal, kept);
        }

        ArrayPool<ItemFacts>.Shared.Return(facts);
        statistics.Count(tenant, export, signal, kept.Total - rejected, rejected);
        if (rejected > 0)
        {
            statistics.ItemsRejected(tenant, source.Transport, signal, reason, rejected);
        }

        forwarder?.Offer(tenant.Name, signal, message, block, kept);
        return new ExportOutcome(rejected, reason);
    }

    private TenantStatistics? Admit(ResourceFacts resource, out string problem)
    {
        problem = "";
        if (resource.Tenant?.Length > LongestTenantName)
        {
            problem = $"tenant.id is longer than {LongestTenantName} characters";
            return null;
        }

        if (statistics.Admit(resource.Tenant ?? TenantName.Unknown) is { } tenant)
        {
            return tenant;
        }

        problem = $"{statistics.MaxTenants} tenants are kept apart, and this would be one more (--max-tenants)";
        return null;
    }

    private ExportOutcome Reject(
        ReadOnlySpan<byte> message, ResourceBlock block, Signal signal, ExportSource source, long export, string reason)
    {
        var items = new ItemReader(message, block.Payload, signal);
        var rejected = 0L;
        while (items.Next())
        {
            rejected++;
        }

        var unknown = statistics.Admit(TenantName.Unknown)!;
        statistics.Count(unknown, export, signal, 0, rejected);
        statistics.ItemsRejected(unknown, source.Transport, signal, reason, rejected);
        return new ExportOutcome(rejected, reason);
    }

    private void Count(
        ReadOnlySpan<byte> message, ReadOnlySpan<ItemFacts> facts, TenantStatistics tenant, ResourceFacts resource, Signal signal,
        KeptItems kept)
    {
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(LongestTenantName)];
        name = name[..Encoding.UTF8.GetBytes(tenant.Name, name)];
        lock (statistics.Lock)
        {
            foreach (ref readonly var item in facts)
            {
                _check.CheckItem(tenant, name, resource, signal, message, item);
                if (signal == Signal.Metrics)
                {
                    kept.Add(item.Field, 0);
                    continue;
                }

                var fate = _spans.Decide(tenant, item.TraceId, out var otherTenant);
                if (signal == Signal.Traces)
                {
                    if (otherTenant is not null)
                    {
                        _check.SharedTrace(tenant, resource, otherTenant, item.TraceId);
                    }

                    _spans.Add(tenant, resource.Service, message, item, fate);
                }

                // What was dropped before may be there in part, and is better whole than not.
                if (fate is TraceFate.Forwarded or TraceFate.Dropped)
                {
                    kept.Add(item.Field, item.TraceId == 0 ? 0 : TraceKey.Of(item.TraceId));
                }
                else if (signal == Signal.Logs && item.TraceId == 0 && statistics.Forwards)
                {
                    kept.LeftOut++;
                }
            }
        }
    }
}
