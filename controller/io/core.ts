// The core as io sees it: functions over a state that only they understand. Tests put a small
// fake in its place.

import type { step, restore, initialState, takeOffice } from "../core/step.ts";
import type {
  hooksReply, incidentDetail, incidents, jobDetail, jobViews, matrixView, statusView,
} from "../core/views.ts";

export interface Core {
  readonly initialState: typeof initialState;
  readonly restore: typeof restore;
  readonly takeOffice: typeof takeOffice;
  readonly step: typeof step;
  readonly views: {
    readonly statusView: typeof statusView;
    readonly jobViews: typeof jobViews;
    readonly jobDetail: typeof jobDetail;
    readonly incidents: typeof incidents;
    readonly incidentDetail: typeof incidentDetail;
    readonly matrixView: typeof matrixView;
    readonly hooksReply: typeof hooksReply;
  };
}
