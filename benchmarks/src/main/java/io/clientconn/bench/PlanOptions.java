package io.clientconn.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code bench}, option by option.
 */
final class PlanOptions {

	static final String HELP = """
			bench                the rows that have a target, on all settings
			  --full             all rows, all clients
			  --short            a look at the same rows: one round of one second, plaintext only
			  --only ROW,..      these rows, plaintext only unless --settings says otherwise
			  --clients NAME,..  these clients
			  --settings S,..    of plain, tls, grpc-java-server
			  --jdk DIR,..       on these JDKs, with all settings on the first of them and plaintext
			                     on the others, unless --settings says otherwise
			  --rounds N         turns of each client (3)
			  --warm-up SECONDS  before the first turn (10)
			  --seconds SECONDS  of a turn (3)
			  --free             do not pin server and clients to a core each
			  --jvm OPTION       for the JVMs of clients; %n stands for the client
			  --profile ROW      record ours and grpc-java and compare where time and bytes go
			  --jmh [PATTERN..]  the small pieces, with JMH; takes JMH's options
			  --list             rows and clients
			""";

	private boolean full;

	private boolean brief;

	private boolean profile;

	private boolean pinned = Runtime.getRuntime().availableProcessors() > 1;

	private List<Workload> rows = List.of();

	private @Nullable List<String> clients;

	private @Nullable List<Setting.Kind> kinds;

	private List<Path> jdks = List.of(Setting.ownJdk());

	private @Nullable Integer rounds;

	private @Nullable Integer warmUp;

	private @Nullable Integer seconds;

	private final List<String> jvm = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"));

	PlanOptions read(String... arguments) {
		for (int i = 0; i < arguments.length; i++) {
			switch (arguments[i]) {
				case "--full" -> this.full = true;
				case "--short" -> this.brief = true;
				case "--free" -> this.pinned = false;
				case "--only" -> this.rows = list(arguments, ++i).stream().map(Workload::named).toList();
				case "--clients" -> this.clients = list(arguments, ++i).stream().map(Clients::known).toList();
				case "--settings" -> this.kinds = list(arguments, ++i).stream().map(Setting.Kind::named).toList();
				case "--jdk" -> this.jdks = list(arguments, ++i).stream().map(PlanOptions::jdk).toList();
				case "--rounds" -> this.rounds = number(arguments, ++i);
				case "--warm-up" -> this.warmUp = number(arguments, ++i);
				case "--seconds" -> this.seconds = number(arguments, ++i);
				case "--jvm" -> this.jvm.add(value(arguments, ++i));
				case "--profile" -> {
					this.profile = true;
					this.rows = List.of(Workload.named(value(arguments, ++i)));
				}
				default -> throw new IllegalArgumentException(
						"'" + arguments[i] + "' is no option of bench; bench --help names them");
			}
		}
		return this;
	}

	Plan toPlan() {
		List<Workload> workloads = !this.rows.isEmpty() ? this.rows
				: Workload.all().stream().filter((each) -> this.full || each.target()).toList();
		Plan plan = new Plan(this.full, workloads, this.profile ? profiled(workloads.get(0)) : this.clients, settings(),
				turns(), this.pinned, List.copyOf(this.jvm), this.profile);
		if (plan.settings().stream().allMatch((setting) -> plan.rows(setting).isEmpty())) {
			throw new IllegalArgumentException("nothing to do: none of these rows runs on " + plan.settings());
		}
		return plan;
	}

	private List<String> profiled(Workload row) {
		if (!row.isLoad() || row.isOnItsOwn()) {
			throw new IllegalArgumentException("--profile needs a row that goes on for a time, not " + row.name());
		}
		if (this.clients != null) {
			return this.clients;
		}
		return row.hasCallbacks() ? List.of("ours-direct", "grpc-java-direct") : List.of("ours", "grpc-java");
	}

	private List<Setting> settings() {
		List<Setting> settings = new ArrayList<>();
		for (Path jdk : this.jdks) {
			kinds(jdk.equals(this.jdks.get(0))).forEach((kind) -> settings.add(new Setting(jdk, kind)));
		}
		return List.copyOf(settings);
	}

	private List<Setting.Kind> kinds(boolean first) {
		if (this.kinds != null) {
			return this.kinds;
		}
		if (!this.rows.isEmpty() || this.brief) {
			return List.of(Setting.Kind.PLAIN);
		}
		if (first) {
			return List.of(Setting.Kind.values());
		}
		return this.full ? List.of(Setting.Kind.PLAIN, Setting.Kind.TLS) : List.of(Setting.Kind.PLAIN);
	}

	private Plan.Turns turns() {
		return new Plan.Turns(or(this.rounds, this.brief ? 1 : 3), 1000L * or(this.warmUp, this.brief ? 1 : 10),
				1000L * or(this.seconds, this.profile ? 20 : this.brief ? 1 : 3), this.brief ? 1 : 5);
	}

	private static int or(@Nullable Integer said, int usual) {
		return (said != null) ? said : usual;
	}

	private static Path jdk(String home) {
		Path path = Path.of(home);
		Setting.versionOf(path);
		return path;
	}

	private static List<String> list(String[] arguments, int at) {
		return List.of(value(arguments, at).split(",", -1));
	}

	private static int number(String[] arguments, int at) {
		String value = value(arguments, at);
		if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) == 0) {
			throw new IllegalArgumentException(arguments[at - 1] + " needs a number from 1 on, not '" + value + "'");
		}
		return Integer.parseInt(value);
	}

	private static String value(String[] arguments, int at) {
		if (at == arguments.length) {
			throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
		}
		return arguments[at];
	}

}
