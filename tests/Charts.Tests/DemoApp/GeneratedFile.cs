using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>A file of the repository that is made by a test's code: compared, or written anew by `make golden` (GOLDEN=write).</summary>
internal static class GeneratedFile
{
    /// <summary>Compares the file with what it should be.</summary>
    public static async Task VerifyAsync(string path, string expected)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, expected);
            return;
        }

        Assert.True(File.Exists(file), $"{path} does not exist: run `make golden`.");
        if (await File.ReadAllTextAsync(file) is var actual && actual != expected)
        {
            var (was, now) = (actual.Split('\n'), expected.Split('\n'));
            var line = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.Fail($"{path} is not current from line {line + 1} on: run `make golden` and look at the difference.\n"
                + $"file: {was.ElementAtOrDefault(line)}\nmade: {now.ElementAtOrDefault(line)}");
        }
    }
}
