using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>A YAML file with one map in it.</summary>
internal static class YamlText
{
    // No list needs more; YamlDotNet reads by recursion, and would end the process.
    private const int MaxDepth = 100;

    /// <summary>Reads it.</summary>
    /// <exception cref="TenantListException">It cannot be read, or is not YAML; null for YAML that is not one map.</exception>
    public static YamlMappingNode? Read(string path)
    {
        var text = ReadText(path);
        var stream = new YamlStream();
        try
        {
            CheckDepth(path, text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new TenantListException($"{path}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }] ? root : null;
    }

    /// <summary>The value of a key, or null.</summary>
    public static YamlNode? Child(this YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(key, out var child) ? child : null;

    private static string ReadText(string path)
    {
        string text;
        try
        {
            text = Directory.Exists(path)
                ? throw new TenantListException($"{path} cannot be read: it is a folder.")
                : File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            throw new TenantListException($"{path} cannot be read: it is not UTF-8 text.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TenantListException($"{path} cannot be read: {e.Message}");
        }

        for (int i = 0, line = 1; i < text.Length; i++)
        {
            line += text[i] == '\n' ? 1 : 0;
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r' or '\u0085'))
            {
                throw new TenantListException($"{path}:{line}: the control character U+{(int)text[i]:X4} is not allowed in YAML.");
            }
        }

        return text;
    }

    private static void CheckDepth(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext(); depth += parser.Current!.NestingIncrease)
        {
            if (depth > MaxDepth)
            {
                throw new TenantListException($"{path}:{parser.Current!.Start.Line}: more than {MaxDepth} levels of YAML.");
            }
        }
    }
}
