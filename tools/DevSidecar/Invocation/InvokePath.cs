using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>An app and one of its methods.</summary>
/// <param name="AppId">The app id as the caller wrote it, with its namespace if it gave one.</param>
/// <param name="Method">The method, decoded and cleaned, as spans and access policies name it.</param>
internal sealed partial record InvokePath(string AppId, string Method)
{
    /// <summary>The path between two sidecars: the callee decodes it once and has the method.</summary>
    public string HopPath => "/" + Escape(Encoding.UTF8.GetBytes(Method));

    /// <summary>Finds app and method in the header dapr-app-id or in the path; the method is still as the caller wrote it.</summary>
    public static InvokePath? Find(HttpRequest request, string rawPath)
    {
        if (request.Headers[DaprHeaders.AppId].FirstOrDefault() is { Length: > 0 } appId)
        {
            return new InvokePath(appId, rawPath.TrimStart('/'));
        }

        var match = Invoke().Match(rawPath);
        return match.Success
            ? new InvokePath(Uri.UnescapeDataString(match.Groups["id"].Value.Replace('+', ' ')), match.Groups["method"].Value)
            : null;
    }

    /// <summary>Decodes the method once and cleans it as Go's path.Clean does.</summary>
    /// <exception cref="InvocationException">The method is not text, or has a character that no method may have.</exception>
    public InvokePath Normalize()
    {
        var bytes = Unescape(Method);
        if (!Utf8.IsValid(bytes))
        {
            throw new InvocationException(StatusCode.Internal, "error sending message: rpc error: code = Internal " +
                "desc = grpc: error while marshaling: string field contains invalid UTF-8");
        }

        var method = Encoding.UTF8.GetString(bytes);
        if (method.AsSpan().ContainsAny('#', '?', '\0'))
        {
            throw Invalid($"method contains forbidden character: {Quote(method)}");
        }

        var control = Array.FindIndex(bytes, static octet => octet is < 0x20 or 0x7f);
        return control < 0
            ? this with { Method = Clean(method) }
            : throw Invalid($"method contains control character at position {control}: {Quote(method)}");
    }

    /// <summary>
    /// The path on the wire to the app. daprd parses the method as a URL once more: an escape that is left stands for itself, and what
    /// does not belong into a path is escaped.
    /// </summary>
    /// <exception cref="InvocationException">Go would not take it for a URL.</exception>
    public string AppPath(string baseAddress)
    {
        var path = Method.StartsWith('/') ? Method : "/" + Method;
        if (InvalidEscape().Match(path) is { Success: true } escape)
        {
            throw InvocationException.FromStatus(
                StatusCode.Internal,
                $"error invoking app channel: parse {GoJson.Quote(baseAddress + path)}: invalid URL escape {GoJson.Quote(escape.Value)}");
        }

        return Encoded().IsMatch(path) ? path : Escape(Unescape(path));
    }

    /// <summary>The target of the request as it stood on the wire: ASP.NET's own path has lost slashes and dots already.</summary>
    public static (string Path, string Query) SplitTarget(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        target = target.StartsWith('/') ? target : "/" + target;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[question..] is { Length: > 1 } query ? query : "");
    }

    private static InvocationException Invalid(string reason) =>
        InvocationException.FromStatus(StatusCode.InvalidArgument, "invalid method: " + reason);

    private static string Quote(string text) => GoJson.Quote(text)
        .Replace(@"\u00", @"\x", StringComparison.Ordinal).Replace("\u007f", @"\x7f", StringComparison.Ordinal);

    private static string Clean(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is not ("" or "." or ".."))
            {
                kept.Add(segment);
            }
            else if (segment is ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', kept);
    }

    private static byte[] Unescape(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace("+", "%2B", StringComparison.Ordinal));
        return WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)!;
    }

    // Go's URL leaves these as they are; everything else goes out in percent form.
    private static string Escape(byte[] path)
    {
        var builder = new StringBuilder(path.Length + 8);
        foreach (var octet in path)
        {
            var isPlain = char.IsAsciiLetterOrDigit((char)octet) || "-_.~$&+,/:;=@".Contains((char)octet, StringComparison.Ordinal);
            _ = isPlain ? builder.Append((char)octet) : builder.Append('%').Append(octet.ToString("X2", null));
        }

        return builder.ToString();
    }

    [GeneratedRegex(@"\A/+v1\.0/+invoke/+(?<id>.+?)/method/(?<method>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Invoke();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2}).{0,2}", RegexOptions.Singleline)]
    private static partial Regex InvalidEscape();

    [GeneratedRegex(@"\A[-\w.~!$&'()*+,;=:@/%\[\]]*\z", RegexOptions.ECMAScript)]
    private static partial Regex Encoded();
}
