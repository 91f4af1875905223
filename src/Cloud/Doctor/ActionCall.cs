namespace RdpMedic.Cloud.Doctor;

/// <summary>The call that an action stands for, in words for people. ARM's names follow this pattern; where they do not, the text still names the resource.</summary>
public static class ActionCall
{
    /// <param name="action">Such as Microsoft.Compute/virtualMachines/runCommands/write.</param>
    public static string Of(string action)
    {
        var parts = action.Split('/');
        var last = parts[^1];
        if (last == "action") return $"POST {string.Join('/', parts[..^2])}/{{name}}/{parts[^2]}";
        var verb = last switch { "read" => "GET", "write" => "PUT or PATCH", "delete" => "DELETE", _ => last };
        return $"{verb} {string.Join('/', parts[..^1])}";
    }
}
