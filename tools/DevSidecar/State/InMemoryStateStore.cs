using System.Globalization;

namespace DemoApp.DevSidecar.State;

/// <summary>One write or removal; its key has its prefix already.</summary>
internal sealed record StateOperation(string Key)
{
    /// <summary>The bytes to write; null removes the key.</summary>
    public byte[]? Value { get; init; }

    public string? Etag { get; init; }

    public string? Concurrency { get; init; }

    public string? Consistency { get; init; }

    public IDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What a store has under a key.</summary>
internal sealed record StateItem(byte[] Data, string Etag, DateTimeOffset? Expires)
{
    /// <summary>The expiry as the metadata ttlExpireTime.</summary>
    public string? TtlExpireTime => Expires?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The component state.in-memory: etags, first-write and TTL, gone when the sidecar stops.</summary>
internal sealed class InMemoryStateStore(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StateItem> _items = new(StringComparer.Ordinal);
    private DateTimeOffset _nextSweep;

    public StateItem? Get(string key)
    {
        lock (_lock)
        {
            return Current(key);
        }
    }

    /// <summary>Does all the operations or, if one is not possible, none of them.</summary>
    public void Apply(IReadOnlyList<StateOperation> operations)
    {
        var now = time.GetUtcNow();
        var expiries = operations.Select(operation => now + Validate(operation)).ToList();
        lock (_lock)
        {
            Sweep(now);
            foreach (var operation in operations)
            {
                ValidateEtag(operation);
            }

            foreach (var (operation, expiry) in operations.Zip(expiries))
            {
                if (operation.Value is { } value)
                {
                    _items[operation.Key] = new StateItem(value, Guid.NewGuid().ToString(), expiry);
                }
                else
                {
                    _items.Remove(operation.Key);
                }
            }
        }
    }

    private static TimeSpan? Validate(StateOperation operation)
    {
        if (operation.Consistency is not (null or "" or "strong" or "eventual"))
        {
            throw new StateException($"unrecognized consistency model '{operation.Consistency}'");
        }

        if (operation.Concurrency is not (null or "" or "first-write" or "last-write"))
        {
            throw new StateException($"unrecognized concurrency model '{operation.Concurrency}'");
        }

        if (operation.Value is null || operation.Metadata is not { } metadata
            || !metadata.TryGetValue("ttlInSeconds", out var text) || text.Length == 0)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            throw new StateException($"strconv.Atoi: parsing {GoJson.Quote(text)}: invalid syntax");
        }

        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private void ValidateEtag(StateOperation operation)
    {
        var current = Current(operation.Key);
        if (string.IsNullOrEmpty(operation.Etag))
        {
            if (operation.Concurrency == "first-write" && current is not null)
            {
                throw StateException.Mismatch("item already exists and no etag was passed");
            }
        }
        else if (current is null)
        {
            throw StateException.Mismatch($"state not exist or expired for key={operation.Key}");
        }
        else if (current.Etag != operation.Etag)
        {
            throw StateException.Mismatch(
                $"state etag not match for key={operation.Key}: current={current.Etag}, expect={operation.Etag}");
        }
    }

    private StateItem? Current(string key)
    {
        if (_items.TryGetValue(key, out var item) && item.Expires <= time.GetUtcNow())
        {
            _items.Remove(key);
            return null;
        }

        return item;
    }

    // What is written and never read again must not fill the memory of a long run.
    private void Sweep(DateTimeOffset now)
    {
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + TimeSpan.FromSeconds(1);
        foreach (var (key, item) in _items)
        {
            if (item.Expires <= now)
            {
                _items.Remove(key);
            }
        }
    }
}
