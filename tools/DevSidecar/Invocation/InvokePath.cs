using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>Which app and which of its methods a request asks for.</summary>
/// <param name="AppId">The app id as the caller wrote it, with its namespace if it gave one.</param>
/// <param name="Method">The method decoded and cleaned, as spans and access policies name it.</param>
/// <param name="AppPath">The path that the app is asked for, encoded, beginning with a slash.</param>
internal readonly record struct InvokePath(string AppId, string Method, string AppPath)
{
    private const string Prefix = "/v1.0/invoke/";
    private const string MethodSegment = "/method/";

    /// <summary>Finds app and method in the header dapr-app-id, in a Basic authorization of that user, or in the path.</summary>
    public static InvokePath? Find(HttpRequest request, string rawPath)
    {
        if (request.Headers.TryGetValue(DaprHeaders.AppId, out var appId) && !string.IsNullOrEmpty(appId))
            return Create(appId!, rawPath.TrimStart('/'));

        if (FromBasicAuthorization(request.Headers.Authorization) is { } user) return Create(user, rawPath.TrimStart('/'));

        if (!rawPath.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var method = rawPath.IndexOf(MethodSegment, Prefix.Length, StringComparison.Ordinal);
        return method <= Prefix.Length
            ? null
            : Create(Uri.UnescapeDataString(rawPath[Prefix.Length..method]), rawPath[(method + MethodSegment.Length)..]);
    }

    /// <summary>Cleans a method name as Go's path.Clean does, but keeps one slash at its end.</summary>
    /// <exception cref="InvocationException">The name holds a character that no method may have.</exception>
    public static InvokePath Create(string appId, string rawMethod)
    {
        var encoded = rawMethod.Contains('%', StringComparison.Ordinal);
        var decoded = encoded ? Uri.UnescapeDataString(rawMethod) : rawMethod;
        if (decoded.AsSpan().ContainsAny('#', '?', '\0'))
            throw new InvocationException(Grpc.Core.StatusCode.InvalidArgument, $"method contains forbidden character: {GoJson.Quote(decoded)}");
        var method = Clean(decoded);
        var path = method.StartsWith('/') ? method : "/" + method;
        return new InvokePath(appId, method, encoded ? Encode(path) : path);
    }

    /// <summary>The target of the request as it stood on the wire: ASP.NET's own path has lost slashes and dots already.</summary>
    public static (string Path, string Query) SplitTarget(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            // An absolute target, as a client sends it to a proxy.
            target = Uri.TryCreate(target, UriKind.Absolute, out var uri) ? uri.PathAndQuery : "/" + target;
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[question..]);
    }

    private static string Clean(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal) && !path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.')) return path;
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or ".") continue;
            if (segment is not "..") kept.Add(segment);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }

        var cleaned = (path.StartsWith('/') ? "/" : "") + string.Join('/', kept);
        return path.EndsWith('/') && kept.Count > 0 ? cleaned + "/" : cleaned;
    }

    // What Go's URL leaves as it is in a path; everything else goes out in percent form.
    private static string Encode(string path)
    {
        var builder = new StringBuilder(path.Length + 8);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "-_.~$&+,/:;=@".Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                builder.Append((char)rune.Value);
                continue;
            }

            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)]) builder.Append('%').Append(octet.ToString("X2", null));
        }

        return builder.ToString();
    }

    private static string? FromBasicAuthorization(string? authorization)
    {
        if (authorization?.StartsWith("Basic ", StringComparison.Ordinal) != true) return null;
        var buffer = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..], buffer, out var length)) return null;
        var pair = Encoding.UTF8.GetString(buffer, 0, length).Split(':');
        return pair.Length == 2 && pair[0].Equals(DaprHeaders.AppId, StringComparison.OrdinalIgnoreCase) && pair[1].Length > 0 ? pair[1] : null;
    }
}
