using System.Text;

namespace DemoApp.YamlFiles;

/// <summary>The text of a file, within the limit of its size.</summary>
internal static class YamlFileText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(string path)
    {
        string text;
        try
        {
            if (Directory.Exists(path))
            {
                throw new YamlFileException($"{path} cannot be read: it is a folder.");
            }

            text = Utf8.GetString(ReadBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new YamlFileException($"{path} cannot be read: it is not UTF-8 text.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new YamlFileException($"{path} cannot be read: {e.Message}");
        }

        for (int i = 0, line = 1; i < text.Length; i++)
        {
            line += text[i] == '\n' ? 1 : 0;
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r' or '\u0085'))
            {
                throw new YamlFileException($"{path}:{line}: the control character U+{(int)text[i]:X4} is not allowed in YAML.");
            }
        }

        return text;
    }

    // Its announced length says nothing of a device or a pipe, which may have no end.
    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > YamlFile.MaxBytes)
            {
                throw new YamlFileException($"{path} cannot be read: it has more than {YamlFile.MaxBytes} bytes.");
            }
        }

        return bytes.ToArray();
    }
}
