using DemoApp.TenantPage.Hosting;

var command = ViewerCommand.Create(Viewer.RunAsync);
try
{
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (StartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
