using System.Security.Cryptography;

namespace DemoApp.TestSupport;

/// <summary>The npm packages of a folder of tests in JavaScript.</summary>
public static class NodePackages
{
    /// <summary>Whether Node.js and npm are here.</summary>
    public static bool AreAvailable => InstalledCommand.Find("node") is not null && InstalledCommand.Find("npm") is not null;

    /// <summary>Installs what the folder's lock file says, unless that was done already.</summary>
    /// <exception cref="InvalidOperationException">npm failed; the message has its last lines.</exception>
    public static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var stamp = Path.Combine(folder, "node_modules/.lock-hash");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(lockFile));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == hash)
        {
            return;
        }

        await using var npm = ChildProcess.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], workingDirectory: folder);
        if (await npm.ExitCodeAsync(120) != 0)
        {
            throw new InvalidOperationException(npm.Tail());
        }

        await File.WriteAllTextAsync(stamp, hash, cancellationToken);
    }
}
