import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.bootstrap.ServerArgs;
import org.elasticsearch.common.io.stream.OutputStreamStreamOutput;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;

/** Writes what the server reads from its standard input at the start: HOME CONFIG OUTPUT. */
public class WriteServerArgs {
    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        var paths = Map.of("path.home", args[0]);
        var environment = InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, paths, Path.of(args[1]), () -> "local");
        try (var keys = KeyStoreWrapper.create(); var out = new OutputStreamStreamOutput(Files.newOutputStream(Path.of(args[2])))) {
            // As a daemon: it goes on when its standard input ends.
            var server = new ServerArgs(true, false, null, keys, environment.settings(), environment.configDir(), environment.logsDir());
            server.writeTo(out);
        }
    }
}
