using DemoApp.Otlp;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Statistics;
using Grpc.Core;
using Grpc.Net.Client;

namespace DemoApp.TenantPage.Forwarding;

/// <summary>
/// Sends telemetry on as it came, over gRPC to one address. Who receives it here never waits for that: it is queued within a number of
/// bytes, and what is lost is counted.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<Signal, Method<List<ForwardBlock>, Answer>> Methods =
        Enum.GetValues<Signal>().ToDictionary(signal => signal, Export);

    private static readonly StatusCode[] Retried =
        [StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.Cancelled, StatusCode.Aborted];

    private readonly IngestStatistics _statistics;
    private readonly ForwardQueue _queue;
    private readonly GrpcChannel _channel;
    private readonly SemaphoreSlim _added = new(0, 1);
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SignalCounts Sent, SignalCounts Dropped)> _counts = [];
    private readonly Task _sending;
    private volatile string? _problem;
    private volatile bool _isFailing;

    public Forwarder(Uri address, ForwardLimits limits, IngestStatistics statistics)
    {
        Address = address;
        _statistics = statistics;
        _queue = new ForwardQueue(limits.Bytes);
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = Timeout },
            DisposeHttpClient = true,
            // Its default grows to two minutes; a dashboard that is restarted is missed for as long.
            InitialReconnectBackoff = Pause,
            MaxReconnectBackoff = Pause,
        });
        _sending = Task.Run(SendAsync);
    }

    public Uri Address { get; }
    public bool IsFailing => _isFailing;
    public string? Problem => _problem;
    public long QueuedBytes => _queue.Bytes;

    public (SignalCounts Sent, SignalCounts Dropped) CountsOf(string tenant)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(tenant, (SignalCounts.None, SignalCounts.None));
        }
    }

    public void Offer(string tenant, Signal signal, ReadOnlySpan<byte> message, ResourceBlock block, KeptItems kept)
    {
        if (kept.LeftOut > 0)
        {
            Count(tenant, signal, 0, kept.LeftOut);
        }

        if (kept.Fields.Count == 0)
        {
            return;
        }

        BlockWriter.Write(tenant, signal, message, block, kept, piece =>
        {
            if (piece.Bytes.IsEmpty)
            {
                Drop([piece], $"an item with its resource has more than {BlockWriter.LargestBlock >> 20} MiB");
            }
            else
            {
                Drop(_queue.Add(piece), "more came than could be forwarded");
            }
        });
        if (_added.CurrentCount == 0)
        {
            try
            {
                _added.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another export has released it already.
            }
        }
    }

    public async Task FlushAsync(TimeSpan atMost)
    {
        _stop.CancelAfter(atMost);
        await _drain.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drain.CancelAsync();
        await _sending;
        _channel.Dispose();
        _stop.Dispose();
        _drain.Dispose();
        _added.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var blocks = _queue.Take();
                if (blocks.Count > 0)
                {
                    await SendAsync(blocks);
                }
                else if (_drain.IsCancellationRequested)
                {
                    return;
                }
                else
                {
                    await _added.WaitAsync(_drain.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time to flush is over.
        }
    }

    private async Task SendAsync(List<ForwardBlock> blocks)
    {
        while (true)
        {
            try
            {
                var call = new CallOptions(deadline: DateTime.UtcNow + Timeout, cancellationToken: _stop.Token);
                var rejected = (await _channel.CreateCallInvoker().AsyncUnaryCall(Methods[blocks[0].Signal], null, call, blocks)).Rejected;
                var items = blocks.Sum(block => block.Items);
                Count(blocks[0].Tenant, blocks[0].Signal, items - rejected, rejected);
                _isFailing = false;
                if (rejected > 0)
                {
                    _problem = $"{Address.Authority} rejected {rejected} of {items} {blocks[0].Signal.Name}";
                }

                return;
            }
            catch (RpcException e)
            {
                _stop.Token.ThrowIfCancellationRequested();
                _isFailing = true;
                _problem = $"{Address.Authority}: {e.Status.StatusCode}{(e.Status.Detail.Length > 0 ? $", {e.Status.Detail}" : "")}";
                if (!Retried.Contains(e.StatusCode))
                {
                    await SendOneByOneAsync(blocks);
                    return;
                }

                await Task.Delay(Pause, _stop.Token);
            }
        }
    }

    /// <summary>Only what cannot be taken is lost, not all that was sent with it.</summary>
    private async Task SendOneByOneAsync(List<ForwardBlock> blocks)
    {
        if (blocks.Count == 1)
        {
            Drop(blocks, _problem!);
            return;
        }

        foreach (var block in blocks)
        {
            await SendAsync([block]);
        }
    }

    private void Drop(List<ForwardBlock> blocks, string reason)
    {
        foreach (var block in blocks)
        {
            _problem = reason;
            Count(block.Tenant, block.Signal, 0, block.Items);
            foreach (var trace in block.Traces)
            {
                _statistics.TraceDropped(block.Tenant, trace);
            }
        }
    }

    private void Count(string tenant, Signal signal, long sent, long dropped)
    {
        lock (_lock)
        {
            var before = _counts.GetValueOrDefault(tenant, (SignalCounts.None, SignalCounts.None));
            _counts[tenant] = (before.Item1.Plus(signal, sent), before.Item2.Plus(signal, dropped));
        }
    }

    private static Method<List<ForwardBlock>, Answer> Export(Signal signal) => new(
        MethodType.Unary, signal.GrpcService, nameof(Export),
        Marshallers.Create<List<ForwardBlock>>(Serialize, static _ => throw new NotSupportedException()),
        Marshallers.Create<Answer>(
            static (_, _) => throw new NotSupportedException(), context => new Answer(Rejected(signal, context.PayloadAsNewBuffer()))));

    private static void Serialize(List<ForwardBlock> blocks, SerializationContext context)
    {
        context.SetPayloadLength(blocks.Sum(block => block.Bytes.Length));
        var output = context.GetBufferWriter();
        foreach (var block in blocks)
        {
            System.Buffers.BuffersExtensions.Write(output, block.Bytes.Span);
        }

        context.Complete();
    }

    private static long Rejected(Signal signal, byte[] answer) => signal switch
    {
        Signal.Traces => ExportTraceServiceResponse.Parser.ParseFrom(answer).PartialSuccess?.RejectedSpans ?? 0,
        Signal.Metrics => ExportMetricsServiceResponse.Parser.ParseFrom(answer).PartialSuccess?.RejectedDataPoints ?? 0,
        _ => ExportLogsServiceResponse.Parser.ParseFrom(answer).PartialSuccess?.RejectedLogRecords ?? 0,
    };

    private sealed record Answer(long Rejected);
}
