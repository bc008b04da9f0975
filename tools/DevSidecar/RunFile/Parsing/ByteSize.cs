using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>A size as daprd's command line wants it: a number with an optional unit, such as <c>4Mi</c>.</summary>
internal static partial class ByteSize
{
    public static Setting<string>? Read(YamlSection section, string key, RunFileFindings diagnostics)
    {
        if (section.Text(key) is not { Value.Length: > 0 } size || Quantity().IsMatch(size.Value))
            return section.Text(key);
        diagnostics.Error(size.Line, $"{key} must be a size such as 4Mi, 512Ki or 1048576, not \"{size.Value}\"");
        return null;
    }

    [GeneratedRegex(@"^[+-]?\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|Ei|k|M|G|T|P|E|m)?$")]
    private static partial Regex Quantity();
}
