using Microsoft.AspNetCore.Connections;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// At most so many connections at a time; one more is answered 503 without a look at it. Kestrel's own limit would close it without a word.
/// </summary>
internal sealed class ConnectionLimit(int maxConnections)
{
    private static readonly ReadOnlyMemory<byte> Refusal =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    private int _connections;

    public ConnectionDelegate Apply(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) <= maxConnections)
            {
                await next(connection);
            }
            else
            {
                await RefuseAsync(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };

    private static async Task RefuseAsync(ConnectionContext connection)
    {
        // What stays unread would reset the connection, and the answer with it.
        using var limit = new CancellationTokenSource(LongestRead);
        try
        {
            await connection.Transport.Input.ReadAsync(limit.Token);
            await connection.Transport.Output.WriteAsync(Refusal, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // It asked for nothing, or has gone.
        }
    }
}
