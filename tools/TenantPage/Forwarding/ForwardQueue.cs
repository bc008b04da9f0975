namespace DemoApp.TenantPage.Forwarding;

/// <summary>
/// What waits to be forwarded, in so many bytes at most. If there are too many, the tenant that has the most loses its oldest, so that a
/// flood of one pushes nothing of another out; tenants take turns.
/// </summary>
internal sealed class ForwardQueue(long capacity)
{
    private const int ExportBytes = 1 << 20;
    private readonly Lock _lock = new();
    private readonly List<TenantQueue> _tenants = [];
    private int _turn;

    public long Bytes { get; private set; }

    /// <summary>Adds a block and returns those that were dropped for it, which may be itself.</summary>
    public List<ForwardBlock> Add(ForwardBlock block)
    {
        var dropped = new List<ForwardBlock>();
        lock (_lock)
        {
            var tenant = _tenants.Find(queue => queue.Name == block.Tenant);
            if (tenant is null)
            {
                _tenants.Add(tenant = new TenantQueue(block.Tenant));
            }

            tenant.Blocks.Enqueue(block);
            tenant.Bytes += block.Size;
            Bytes += block.Size;
            while (Bytes > capacity)
            {
                dropped.Add(Take(_tenants.MaxBy(queue => queue.Bytes)!));
            }
        }

        return dropped;
    }

    /// <summary>Takes blocks of the tenant whose turn it is, of one signal and for one export; none if nothing waits.</summary>
    public List<ForwardBlock> Take()
    {
        var taken = new List<ForwardBlock>();
        lock (_lock)
        {
            for (var i = 0; i < _tenants.Count && taken.Count == 0; i++)
            {
                var tenant = _tenants[_turn++ % _tenants.Count];
                var bytes = 0L;
                while (tenant.Blocks.TryPeek(out var next)
                    && (taken.Count == 0 || (next.Signal == taken[0].Signal && bytes + next.Bytes.Length <= ExportBytes)))
                {
                    bytes += next.Bytes.Length;
                    taken.Add(Take(tenant));
                }
            }
        }

        return taken;
    }

    private ForwardBlock Take(TenantQueue tenant)
    {
        var block = tenant.Blocks.Dequeue();
        tenant.Bytes -= block.Size;
        Bytes -= block.Size;
        return block;
    }

    private sealed class TenantQueue(string name)
    {
        public string Name { get; } = name;
        public Queue<ForwardBlock> Blocks { get; } = new();
        public long Bytes { get; set; }
    }
}
