package io.clientconn.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * The command {@code bench}: for each setting, starts a server and one process per
 * client, lets the clients take turns, and prints a table for each row.
 */
public final class Bench {

	/** How a shell says that it was called wrongly. */
	private static final int WRONG_USE = 2;

	private Bench() {
	}

	public static void main(String[] arguments) throws IOException {
		if (List.of(arguments).contains("--help")) {
			System.out.print(PlanOptions.HELP);
			return;
		}
		if (List.of(arguments).contains("--list")) {
			Workload.all().forEach((row) -> System.out.println(row.name() + (row.target() ? " (target)" : "")));
			System.out.println("clients: " + String.join(", ", Clients.ALL));
			return;
		}
		Plan plan;
		try {
			plan = Plan.of(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("bench: " + ex.getMessage());
			System.exit(WRONG_USE);
			return;
		}
		run(plan, Syscalls.find(), System.out);
	}

	static void run(Plan plan, Syscalls syscalls, PrintStream out) throws IOException {
		out.println(Report.head(plan));
		Verdicts verdicts = new Verdicts();
		out.println("System calls are counted with " + syscalls.tool() + ".\n");
		for (Setting setting : plan.settings()) {
			if (plan.rows(setting).isEmpty()) {
				continue;
			}
			out.println("## " + setting + "\n");
			try (Session session = Session.start(plan, setting, syscalls)) {
				for (Workload row : plan.rows(setting)) {
					if (plan.profile()) {
						out.println(new Profile(session, row).run());
						continue;
					}
					Report report = session.measure(row);
					out.println(report.table());
					verdicts.add(setting, report);
				}
			}
		}
		out.print(verdicts.text());
	}

}
