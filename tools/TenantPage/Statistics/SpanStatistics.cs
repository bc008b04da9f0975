using DemoApp.Otlp;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Statistics;

/// <summary>Counts spans as they arrive: requests of services, calls between them, and the traces they belong to.</summary>
internal sealed class SpanStatistics(IngestStatistics statistics)
{
    private const string UnknownCaller = "unknown caller";
    private const int EdgesKept = 64;
    private const int FaultKindsKept = 4;
    private static readonly TimeSpan FaultEnds = TimeSpan.FromMinutes(1);

    /// <summary>Paths of probes and of the faults API, which are not traffic.</summary>
    private static readonly string[] NotTraffic = ["/faults", "/health", "/alive", "/ready"];

    /// <summary>
    /// What becomes of the item's trace; decided with the first item of it, for all others. Names another tenant that has sent items of the
    /// trace before this one's first. For those who hold the lock.
    /// </summary>
    public TraceFate Decide(TenantStatistics tenant, UInt128 traceId, out string? otherTenant)
    {
        otherTenant = null;
        if (traceId == 0)
        {
            return !statistics.Forwards ? TraceFate.NotForwarded
                : tenant.ForwardedLogs.AttemptAcquire().IsAcquired ? TraceFate.Forwarded : TraceFate.SampledOut;
        }

        var key = TraceKey.Of(traceId);
        if (tenant.Traces.TryGet(key, out var packed))
        {
            var state = TraceState.Of(packed);
            if (state.Spans < 2)
            {
                tenant.Traces.Replace(key, (state with { Spans = state.Spans + 1 }).Packed);
            }

            return state.Fate;
        }

        TraceFate? fate = null;
        foreach (var other in statistics.Tenants)
        {
            if (other != tenant && other.Traces.TryGet(key, out packed))
            {
                fate = TraceState.Of(packed).Fate;
                otherTenant = other.IsUnknown || tenant.IsUnknown ? null : other.Name;
            }
        }

        fate ??= !statistics.Forwards ? TraceFate.NotForwarded
            : tenant.ForwardedTraces.AttemptAcquire().IsAcquired ? TraceFate.Forwarded : TraceFate.SampledOut;
        tenant.SampledTraces += fate == TraceFate.SampledOut ? 1 : 0;
        tenant.Traces.Add(key, new TraceState(fate.Value, 1, statistics.Clock.GetUtcNow()).Packed);
        return fate.Value;
    }

    /// <summary>Counts a span; for those who hold the lock.</summary>
    public void Add(TenantStatistics tenant, string service, ReadOnlySpan<byte> buffer, in ItemFacts span, TraceFate fate)
    {
        var now = statistics.Clock.GetUtcNow();
        if (!span.Fault.IsEmpty)
        {
            NoteFault(tenant, service, AnyValueText.Of(buffer, span.Fault), now);
        }

        var number = (ulong)tenant.ServiceNames.NumberOf(service);
        var trace = TraceKey.Of(span.TraceId);
        tenant.Spans.Add(TraceKey.Of(trace, span.SpanId), number);
        var isRequest = span.Kind == Span.Types.SpanKind.Server || (span.IsSidecar && span.Name.Of(buffer).StartsWith("CallLocal/"u8));
        var isTraffic = isRequest && IsTraffic(buffer, span);
        if (isTraffic)
        {
            AddRequest(tenant, service, span, fate, now);
        }

        var isRefused = isTraffic && !span.IsSidecar && span.HttpStatus == StatusCodes.Status403Forbidden;
        var refused = isRefused ? Refuse(tenant, service, buffer, span, now) : default;
        if (span.ParentId != 0 && (isRequest || span.IsSidecar || span.Kind == Span.Types.SpanKind.Consumer))
        {
            var called = new Called((ushort)number, span.IsError, refused.Path, refused.Caller);
            AddCall(tenant, TraceKey.Of(trace, span.ParentId), called, now);
        }

        foreach (var other in statistics.Tenants)
        {
            while (other.Waiting.TryTake(TraceKey.Of(trace, span.SpanId), out var packed))
            {
                AddCall(other, tenant, (int)number, Called.Of(packed), now);
            }
        }
    }

    private static bool IsTraffic(ReadOnlySpan<byte> buffer, in ItemFacts span)
    {
        var path = span.IsSidecar ? $"/{Text(buffer, span.Name).Split('/')[^1]}" : PathOf(buffer, span);
        return Array.IndexOf(NotTraffic, path) < 0;
    }

    private static string PathOf(ReadOnlySpan<byte> buffer, in ItemFacts span) =>
        AnyValueText.Of(buffer, span.Route.IsEmpty ? span.Path : span.Route);

    private static string Text(ReadOnlySpan<byte> buffer, TextRange text) =>
        System.Text.Encoding.UTF8.GetString(buffer[text.Start..Math.Min(text.End, text.Start + AnyValueText.Longest)]);

    private static void AddRequest(TenantStatistics tenant, string service, in ItemFacts span, TraceFate fate, DateTimeOffset now)
    {
        var ended = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(span.StartNano + span.DurationNano, long.MaxValue) / 1_000_000);
        var (bucket, current) = (ServiceRate.NumberOf(ended), ServiceRate.NumberOf(now));
        // What is late by more than is shown is not counted; a clock that is ahead counts as now.
        if (bucket <= current - ServiceRate.Buckets)
        {
            return;
        }

        var rated = new RatedService(service, span.IsSidecar);
        if (!tenant.Rates.TryGetValue(rated, out var rate))
        {
            if (tenant.Rates.Count >= TenantStatistics.Services && !RemoveSilent(tenant, now))
            {
                tenant.UncountedRequests++;
                return;
            }

            tenant.Rates[rated] = rate = new ServiceRate();
        }

        var time = ended < now ? ended : now;
        rate.Add(
            Math.Min(bucket, current),
            new RequestTrace(span.TraceId, time, span.DurationNano, span.HttpStatus, span.IsError, fate == TraceFate.Forwarded),
            span.HttpStatus == StatusCodes.Status403Forbidden, now);
    }

    private static bool RemoveSilent(TenantStatistics tenant, DateTimeOffset now)
    {
        var silent = now.AddSeconds(-ServiceRate.Buckets * ServiceRate.BucketSeconds);
        return tenant.Rates.Where(rate => rate.Value.Last < silent).Select(rate => rate.Key).ToList() is { Count: > 0 } gone
            && gone.TrueForAll(tenant.Rates.Remove);
    }

    private static void NoteFault(TenantStatistics tenant, string service, string kind, DateTimeOffset now)
    {
        if (tenant.Faults.TryGetValue(service, out var seen) && now - seen.Last < FaultEnds)
        {
            var isNew = !seen.Kinds.Contains(kind) && seen.Kinds.Count < FaultKindsKept;
            tenant.Faults[service] = seen with { Last = now, Kinds = isNew ? [.. seen.Kinds, kind] : seen.Kinds };
        }
        else if (seen is not null || tenant.Faults.Count < TenantStatistics.Services)
        {
            tenant.Faults[service] = new FaultSeen([kind], now, now);
        }
    }

    private static (byte Path, byte Caller) Refuse(
        TenantStatistics tenant, string service, ReadOnlySpan<byte> buffer, in ItemFacts span, DateTimeOffset now)
    {
        var address = AnyValueText.Of(buffer, span.ClientAddress.IsEmpty ? span.PeerAddress : span.ClientAddress);
        var agent = AnyValueText.Of(buffer, span.UserAgent);
        var name = address.Length > 0 ? address : UnknownCaller;
        var path = tenant.Paths.NumberOf(PathOf(buffer, span));
        var caller = tenant.Callers.NumberOf(agent.Length > 0 ? $"{name} ({agent})" : name);
        tenant.RefusedRequests.Add(new RefusedRequest(service, tenant.Paths[path], tenant.Callers[caller]), now, traceId: span.TraceId);
        // 0 stands for a request that was not refused.
        return ((byte)(path + 1), (byte)caller);
    }

    /// <summary>Finds who made the call, of the same tenant first; if it has not come, the call waits for it.</summary>
    private void AddCall(TenantStatistics tenant, ulong parent, Called called, DateTimeOffset now)
    {
        if (tenant.Spans.TryGet(parent, out var number))
        {
            AddCall(tenant, tenant, (int)number, called, now);
            return;
        }

        foreach (var other in statistics.Tenants)
        {
            if (other.Spans.TryGet(parent, out number))
            {
                AddCall(tenant, other, (int)number, called, now);
                return;
            }
        }

        tenant.Waiting.Add(parent, called.Packed);
    }

    private static void AddCall(TenantStatistics tenant, TenantStatistics caller, int callerNumber, Called called, DateTimeOffset now)
    {
        var (from, to) = (caller.ServiceNames[callerNumber], tenant.ServiceNames[called.Service]);
        if (called.RefusedPath > 0)
        {
            // It was counted for an address until now.
            var refused = new RefusedRequest(to, tenant.Paths[called.RefusedPath - 1], tenant.Callers[called.RefusedCaller]);
            tenant.RefusedRequests.TakeBack(refused);
            tenant.RefusedRequests.Add(refused with { AskedBy = caller.IsUnknown ? from : $"{from} of {caller.Name}" }, now);
        }

        if (caller == tenant && from == to)
        {
            return;
        }

        // A side without a tenant, such as an unknown sidecar, is attributed to the tenant of the other side.
        var edge = new CallEdge(caller.IsUnknown ? tenant.Name : caller.Name, from, tenant.IsUnknown ? caller.Name : tenant.Name, to);
        if (tenant.Calls.TryGetValue(edge, out var calls) || tenant.Calls.Count < EdgesKept)
        {
            tenant.Calls[edge] = (calls.Count + 1, calls.Errors + (called.IsError ? 1 : 0));
        }
    }

    /// <summary>The called side of a call whose caller is not known yet, in the bits of a number.</summary>
    private readonly record struct Called(ushort Service, bool IsError, byte RefusedPath, byte RefusedCaller)
    {
        public ulong Packed => Service | (IsError ? 1UL << 16 : 0) | ((ulong)RefusedPath << 24) | ((ulong)RefusedCaller << 32);

        public static Called Of(ulong packed) => new((ushort)packed, (packed >> 16 & 1) == 1, (byte)(packed >> 24), (byte)(packed >> 32));
    }
}
