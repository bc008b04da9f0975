using System.Buffers;
using System.Buffers.Binary;

namespace DemoApp.TenantPage.Ingest;

/// <summary>The bytes of one export as they arrive; memory is taken for bytes that came, never for a length that was announced.</summary>
internal sealed class ExportBody : IDisposable
{
    public const int Limit = 16 << 20;
    public static readonly string TooLarge = $"an export may have {Limit >> 20} MiB after decompression; send smaller batches";
    private const int SmallestBuffer = 16 << 10;
    private const int LargestPooled = 1 << 20;

    // A pool of its own keeps few arrays; the shared one would keep a large one for each thread that ever had one.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestPooled, maxArraysPerBucket: 8);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly ReadBudget _budget;
    private readonly CancellationTokenSource _stop;
    private byte[] _buffer = [];

    public ExportBody(ReadBudget budget, CancellationToken aborted)
    {
        _budget = budget;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _stop.CancelAfter(Timeout);
    }

    public int Held { get; set; }

    /// <summary>True once it was rejected in favour of others.</summary>
    public bool IsGivenUp { get; private set; }
    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    public void GiveUp()
    {
        IsGivenUp = true;
        // Not here: its reader would go on within the budget's lock.
        _ = _stop.CancelAsync();
    }

    public Task ReadAsync(Stream stream, CancellationToken aborted) => InTimeAsync(
        async () =>
        {
            do
            {
                if (Length == _buffer.Length)
                {
                    Grow();
                }
            }
            while (await ReadSomeAsync(stream));
            _budget.Finish(this);
        },
        aborted);

    public async Task<(bool IsCompressed, uint Length)> ReadGrpcPrefixAsync(Stream stream, CancellationToken aborted)
    {
        var prefix = new byte[5];
        await InTimeAsync(async () => await stream.ReadExactlyAsync(prefix, _stop.Token), aborted);
        return (prefix[0] != 0, BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1)));
    }

    public void Dispose()
    {
        _stop.Dispose();
        Release(_buffer);
        _buffer = [];
    }

    private async Task InTimeAsync(Func<Task> read, CancellationToken aborted)
    {
        try
        {
            await read();
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw IsGivenUp
                ? new ExportException(ExportFailure.Busy, ReadBudget.Exhausted)
                : new ExportException(ExportFailure.TimedOut, $"the export did not arrive within {Timeout.TotalSeconds} s");
        }
        catch (InvalidDataException e)
        {
            throw new ExportException(ExportFailure.Malformed, $"the body is not gzip, as its encoding says: {e.Message}");
        }
        catch (EndOfStreamException)
        {
            throw new ExportException(ExportFailure.Malformed, "the message is incomplete");
        }
    }

    private async Task<bool> ReadSomeAsync(Stream stream)
    {
        var read = await stream.ReadAsync(_buffer.AsMemory(Length), _stop.Token);
        Length += read;
        return Length <= Limit
            ? read > 0
            : throw new ExportException(ExportFailure.TooLarge, TooLarge);
    }

    private void Grow()
    {
        // One more than the limit, so that what is over it is seen.
        var size = _buffer.Length >= Limit / 2 ? Limit + 1 : Math.Max(SmallestBuffer, _buffer.Length * 2);
        _budget.Take(this, size);
        var larger = size <= LargestPooled ? Pool.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Release(_buffer);
        _buffer = larger;
    }

    private void Release(byte[] buffer)
    {
        if (buffer.Length == 0)
        {
            return;
        }

        _budget.Return(this, buffer.Length);
        if (buffer.Length <= LargestPooled)
        {
            Pool.Return(buffer);
        }
    }
}
