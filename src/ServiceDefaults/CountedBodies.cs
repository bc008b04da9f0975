using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DemoApp.ServiceDefaults;

/// <summary>Stands between a request and its two bodies and counts; one for all requests of a connection, so that none allocates.</summary>
internal sealed class CountedBodies(CountingStream reader, CountingPipeWriter writer) : IHttpResponseBodyFeature
{
    private static readonly object Key = new();

    private IHttpResponseBodyFeature _response = null!;

    public long BytesRead => reader.Bytes;

    public long BytesWritten => writer.Bytes;

    public Stream Stream => writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => writer;

    public static CountedBodies Attach(HttpContext http)
    {
        var bodies = OfConnection(http.Features.Get<IPersistentStateFeature>());
        bodies.Start(http);
        return bodies;
    }

    /// <summary>Puts back what was there, so that nothing of this request can count into the next one.</summary>
    public void Detach(HttpContext http)
    {
        http.Features.Set(_response);
        http.Request.Body = reader.Inner;
    }

    public void DisableBuffering() => _response.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _response.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => _response.CompleteAsync();

    private static CountedBodies OfConnection(IPersistentStateFeature? connection)
    {
        if (connection is null)
        {
            return Create();
        }

        if (connection.State.TryGetValue(Key, out var kept) && kept is CountedBodies bodies)
        {
            return bodies;
        }

        bodies = Create();
        connection.State[Key] = bodies;
        return bodies;
    }

    private static CountedBodies Create() => new(new CountingStream(), new CountingPipeWriter());

    private void Start(HttpContext http)
    {
        _response = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        writer.Start(_response.Writer);
        reader.Start(http.Request.Body);
        http.Request.Body = reader;
        http.Features.Set<IHttpResponseBodyFeature>(this);
    }
}
