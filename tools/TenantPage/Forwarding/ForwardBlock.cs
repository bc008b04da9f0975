using DemoApp.TenantPage.Ingest;

namespace DemoApp.TenantPage.Forwarding;

/// <summary>One resource as it will be forwarded: a field of an export's message, so that several in a row are such a message.</summary>
internal sealed record ForwardBlock(string Tenant, Signal Signal, ReadOnlyMemory<byte> Bytes, int Items, IReadOnlyList<ulong> Traces)
{
    private const int Overhead = 200;

    public int Size => Bytes.Length + (sizeof(ulong) * Traces.Count) + Overhead;
}
