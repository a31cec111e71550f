package io.clientconn.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command {@code bench}: starts the server and one process per client, lets the
 * clients take turns, and prints a table for each workload.
 */
public final class Bench {

	private final Plan plan;

	private final Worker server;

	private final Map<String, Worker> clients = new LinkedHashMap<>();

	private Bench(Plan plan, Worker server) {
		this.plan = plan;
		this.server = server;
	}

	public static void main(String[] arguments) throws IOException {
		Plan plan;
		try {
			plan = Plan.of(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
			return;
		}
		try (Worker server = Worker.start("server", plan.pinned() ? 0 : -1,
				List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"), List.of(BenchServer.class.getName()))) {
			new Bench(plan, server).run(server.answer());
		}
	}

	private void run(String port) throws IOException {
		System.out.println(Report.head(this.plan));
		try {
			for (String client : this.plan.clients()) {
				this.clients.put(client, Worker.start(client, this.plan.pinned() ? 1 : -1, this.plan.jvm(),
						List.of(Agent.class.getName(), client, port)));
			}
			for (Workload workload : this.plan.workloads()) {
				System.out.println(measure(workload));
			}
		}
		finally {
			this.clients.values().forEach(Worker::close);
		}
	}

	private String measure(Workload workload) {
		List<String> order = new ArrayList<>(this.plan.clients(workload));
		Report report = new Report(workload);
		for (String client : order) {
			ask(client, workload, this.plan.warmUpMillis());
		}
		for (int round = 0; round < this.plan.rounds(); round++) {
			for (String client : order) {
				Duration before = this.server.cpu();
				Measured measured = ask(client, workload, this.plan.millis());
				double share = this.server.cpu().minus(before).toMillis() / (double) this.plan.millis();
				report.add(client, measured, share);
			}
			// Who goes first has the colder caches.
			Collections.reverse(order);
		}
		return report.table(this.plan.clients(workload));
	}

	private Measured ask(String client, Workload workload, long millis) {
		Worker worker = this.clients.get(client);
		if (worker == null) {
			throw new IllegalStateException(client + " was not started");
		}
		return Measured.ofLine(worker.ask(workload.name() + " " + millis));
	}

}
