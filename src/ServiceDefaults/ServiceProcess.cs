namespace DemoApp.ServiceDefaults;

/// <summary>The outermost frame of a service: what stops it at start is told in one line, with exit code 1.</summary>
public static class ServiceProcess
{
    /// <summary>Runs <paramref name="service"/> to its end; 0 after a normal stop, 1 where it could not start.</summary>
    public static async Task<int> RunAsync(Func<Task> service)
    {
        try
        {
            await service();
            return 0;
        }
        catch (InvalidSettingException e)
        {
            await Console.Error.WriteLineAsync($"Cannot start: {e.Message}.");
        }
        catch (IOException e) when (e.Message.StartsWith("Failed to bind", StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync($"Cannot start: {e.Message}");
        }

        return 1;
    }
}
