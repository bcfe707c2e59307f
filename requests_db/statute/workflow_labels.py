"""What staff and applicants read for each word of the workflow."""

from requests_db.statute.workflow_terms import Action, Role, State

STATE_LABELS: dict[State, str] = {
    State.AWAITING_CONFIRMATION: "待确认",
    State.RECEIVED: "待分办",
    State.ASSIGNED: "待承办",
    State.HANDLING: "办理中",
    State.AWAITING_CORRECTION: "待补正",
    State.AWAITING_REASONS: "待说明理由",
    State.AWAITING_PAYMENT: "待缴费",
    State.IN_REVIEW: "审核中",
    State.AWAITING_SIGN_OFF: "待签发",
    State.READY_TO_SEND: "待送达",
    State.ANSWERED: "已答复",
    State.ABANDONED: "不再处理",
    State.WITHDRAWN: "已撤回",
    State.ARCHIVED: "已归档",
}

ROLE_LABELS: dict[Role, str] = {
    Role.APPLICANT: "申请人",
    Role.REGISTRAR: "登记",
    Role.HANDLER: "承办",
    Role.REVIEWER: "保密审查和法制审核",
    Role.HEAD: "公开工作机构负责人",
    Role.SUPERVISOR: "督查",
    Role.ADMINISTRATOR: "管理员",
    Role.SYSTEM: "系统",
}

ACTION_LABELS: dict[Action, str] = {
    Action.SUBMIT: "提交申请",
    Action.REGISTER: "登记来件",
    Action.IMPORT_CASE: "导入旧件",
    Action.CONFIRM_RECEIPT: "确认收到",
    Action.ASSIGN: "分办",
    Action.CLAIM: "领取",
    Action.RELEASE: "放回",
    Action.HAND_OVER: "移交",
    Action.RETURN_TO_REGISTRY: "退回登记",
    Action.ASK_ASSISTANCE: "请求协办",
    Action.REQUEST_CORRECTION: "通知补正",
    Action.RECEIVE_CORRECTION: "收到补正",
    Action.LAPSE_CORRECTION: "逾期不补正，不再处理",
    Action.ASK_REASONS: "要求说明理由",
    Action.RECEIVE_REASONS: "收到理由说明",
    Action.SEND_OPINION_LETTER: "发出征求意见书",
    Action.RECORD_LETTER_RECEIVED: "登记征求意见书送达",
    Action.RECORD_OPINION: "登记反馈意见",
    Action.LAPSE_OPINION: "登记逾期未反馈",
    Action.OVERRIDE_OPINION: "决定公开并告知第三方",
    Action.PROPOSE_EXTENSION: "报请延期",
    Action.CONSENT_EXTENSION: "同意延期并告知申请人",
    Action.REFUSE_EXTENSION: "不同意延期",
    Action.NOTIFY_FEE: "发出收费通知",
    Action.FEE_NOTICE_RECEIVED: "登记收费通知送达",
    Action.RECORD_PAYMENT: "登记缴费",
    Action.LAPSE_PAYMENT: "逾期未缴费，不再处理",
    Action.RECORD_SEARCH: "登记检索情况",
    Action.SAVE_DRAFT: "保存答复稿",
    Action.SUBMIT_FOR_REVIEW: "送审",
    Action.PASS_REVIEW: "审核通过",
    Action.RETURN_DRAFT: "退回修改",
    Action.SIGN_OFF: "签发",
    Action.ANSWER: "答复",
    Action.DISPATCH: "发出答复",
    Action.RECORD_SERVICE: "登记送达",
    Action.ADD_MATERIAL: "补充材料",
    Action.WITHDRAW: "撤回申请",
    Action.TRANSFER_ADVICE: "告知其他渠道或机关",
    Action.ARCHIVE: "归档",
    Action.REOPEN: "重新办理",
    Action.RECORD_REMEDY: "登记复议诉讼情况",
    Action.RESTRICT: "限制查阅",
    Action.UNRESTRICT: "解除限制",
    Action.OPEN_PERSONAL_DATA: "查看个人信息",
    Action.SUPERVISE: "督办",
    Action.ANSWER_SUPERVISION: "回复督办",
    Action.NOTE: "添加备注",
    Action.REISSUE: "补发文书",
    Action.RECALCULATE: "工作日历变动，重新计算期限",
}


def label(word: State | Role | Action) -> str:
    """Return the Chinese label of a state, a role or an action."""
    if isinstance(word, State):
        return STATE_LABELS[word]
    if isinstance(word, Role):
        return ROLE_LABELS[word]
    return ACTION_LABELS[word]
