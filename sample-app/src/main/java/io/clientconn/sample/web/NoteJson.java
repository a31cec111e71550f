package io.clientconn.sample.web;

import io.clientconn.sample.routeguide.RouteNote;

/**
 * A note in JSON.
 */
record NoteJson(PointJson location, String message) {

	static NoteJson of(RouteNote note) {
		return new NoteJson(PointJson.of(note.getLocation()), note.getMessage());
	}

	RouteNote toNote() {
		return RouteNote.newBuilder().setLocation(location().toPoint()).setMessage(message()).build();
	}

}
