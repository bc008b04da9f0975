using DemoApp.TenantPage.Ingest;

namespace DemoApp.TenantPage.Forwarding;

/// <summary>One resource with items as it will be forwarded: a field of an export's message, so that several in a row are such a message.</summary>
internal sealed record ForwardBlock(string Tenant, Signal Signal, ReadOnlyMemory<byte> Bytes, int Items, IReadOnlyList<ulong> Traces)
{
    private const int Overhead = 200;

    /// <summary>The memory that it takes.</summary>
    public int Size => Bytes.Length + (sizeof(ulong) * Traces.Count) + Overhead;
}
