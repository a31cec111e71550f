package io.clientconn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One setting of a run: a server, and a process for each client that lives as long as the
 * session, so that the clients can take turns. Rows that need processes of their own
 * start them in the turns.
 */
final class Session implements AutoCloseable {

	private static final int SERVER_CORE = 0;

	private static final int CLIENT_CORE = 1;

	private static final int ANY_CORE = -1;

	private static final List<String> SERVER_JVM = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");

	/** What sets up logging is no client's, and takes longer than much of what is. */
	private static final List<String> NO_LOGGING = List
		.of("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider", "-Dslf4j.internal.verbosity=WARN");

	private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private static final int MOST_LOOKS = 6000;

	private static final long CONNECTING_MILLIS = 500;

	private final Plan plan;

	private final Setting setting;

	private final Syscalls syscalls;

	private final Worker server;

	private final Reach reach;

	private final Map<String, Worker> clients = new LinkedHashMap<>();

	private Session(Plan plan, Setting setting, Syscalls syscalls, Worker server) throws IOException {
		this.plan = plan;
		this.setting = setting;
		this.syscalls = syscalls;
		this.server = server;
		this.reach = Reach.of(server.answer());
	}

	static Session start(Plan plan, Setting setting, Syscalls syscalls) throws IOException {
		Worker server = startServer(plan, setting, setting.server().main());
		Session session = null;
		try {
			session = new Session(plan, setting, syscalls, server);
			for (String client : plan.clients(setting)) {
				session.clients.put(client, session.startClient(client, Agent.class, session.reach));
			}
			return session;
		}
		catch (IOException | RuntimeException ex) {
			if (session != null) {
				session.close();
			}
			else {
				server.close();
			}
			throw ex;
		}
	}

	Plan plan() {
		return this.plan;
	}

	List<String> clients(Workload row) {
		return this.plan.clients(this.setting, row);
	}

	Report measure(Workload row) throws IOException {
		List<String> order = new ArrayList<>(clients(row));
		Report report = new Report(row, List.copyOf(order));
		Turn turn = switch (row.style()) {
			case FIRST_CALL -> (client) -> start(client, report);
			case ENDPOINTS -> (client) -> connectAndLoad(client, row, report);
			default -> (client) -> load(client, row, report);
		};
		if (row.style() == Workload.Style.FIRST_CALL) {
			for (String client : order) {
				// What the operating system reads from disk it reads once.
				startOnce(client);
			}
		}
		else if (!row.isOnItsOwn()) {
			for (String client : order) {
				ask(client, row, this.plan.turns().warmUpMillis());
			}
		}
		for (int round = 0; round < this.plan.turns().rounds(); round++) {
			for (String client : order) {
				turn.take(client);
			}
			// Who goes first has the colder caches.
			Collections.reverse(order);
		}
		if (row.isLoad() && !row.isOnItsOwn()) {
			for (String client : order) {
				report.syscalls(client, this.syscalls.perCall(worker(client), row));
			}
		}
		return report;
	}

	private void load(String client, Workload row, Report report) {
		Watch watch = new Watch(this.server, worker(client));
		Measured measured = ask(client, row, this.plan.turns().millis());
		report.add(client, measured, row.isLoad() ? watch.end() : Watch.Busy.NONE);
	}

	private void start(String client, Report report) throws IOException {
		for (int i = 0; i < this.plan.turns().starts(); i++) {
			report.add(client, startOnce(client), Watch.Busy.NONE);
		}
	}

	private Measured startOnce(String client) throws IOException {
		long before = System.nanoTime();
		try (Worker process = client(client).jvm(NO_LOGGING)
			.start(FirstCall.class.getName(), client, this.reach.toArgument())) {
			process.answer();
			long wall = System.nanoTime() - before;
			String[] used = process.answer().split(" ", 2);
			return Measured.ofStart(wall, Long.parseLong(used[0]), Long.parseLong(used[1]));
		}
	}

	/** Every client has the server of many addresses for itself. */
	private void connectAndLoad(String client, Workload row, Report report) throws IOException {
		try (Worker many = startServer(this.plan, this.setting,
				List.of(BenchServer.class.getName(), "all-addresses"))) {
			Reach all = Reach.of(many.answer()).withEndpoints(row.endpoints());
			try (Worker process = startClient(client, Agent.class, all)) {
				int looks = 0;
				while (Integer.parseInt(many.ask("connections")) < row.endpoints()) {
					if (++looks > MOST_LOOKS) {
						throw new IllegalStateException(client + " never connected to all of " + row.endpoints()
								+ " endpoints; are so many open files allowed (ulimit -n)?");
					}
					if (looks == 1) {
						process.ask(row.name() + " " + CONNECTING_MILLIS);
					}
					LockSupport.parkNanos(LOOK_AGAIN_NANOS);
				}
				process.ask(row.name() + " " + this.plan.turns().warmUpMillis());
				Watch watch = new Watch(many, process);
				Measured measured = Measured.ofLine(process.ask(row.name() + " " + this.plan.turns().millis()));
				report.add(client, measured, watch.end());
			}
		}
	}

	Measured ask(String client, Workload row, long millis) {
		return Measured.ofLine(worker(client).ask(row.name() + " " + millis));
	}

	Worker worker(String client) {
		Worker worker = this.clients.get(client);
		if (worker == null) {
			throw new IllegalStateException(client + " was not started");
		}
		return worker;
	}

	private Worker startClient(String client, Class<?> main, Reach where) throws IOException {
		return client(client).start(main.getName(), client, where.toArgument());
	}

	private WorkerCommand client(String name) {
		return new WorkerCommand(name, this.setting.jdk()).core(this.plan.pinned() ? CLIENT_CORE : ANY_CORE)
			.jvm(this.plan.jvm(this.setting));
	}

	private static Worker startServer(Plan plan, Setting setting, List<String> main) throws IOException {
		return new WorkerCommand("server", setting.jdk()).core(plan.pinned() ? SERVER_CORE : ANY_CORE)
			.jvm(setting.quietJvm())
			.jvm(SERVER_JVM)
			.start(main.toArray(String[]::new));
	}

	@Override
	public void close() {
		this.clients.values().forEach(Worker::close);
		this.server.close();
	}

	/**
	 * One client does its part of a round.
	 */
	private interface Turn {

		void take(String client) throws IOException;

	}

}
