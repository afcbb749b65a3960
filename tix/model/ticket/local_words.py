"""Words for statuses, priorities and types in other languages than English, as trackers have them.

Each is in the form of ``plain_word``, under tix's own word: German, French, Spanish, Portuguese,
Italian, Dutch, Polish, Russian, Japanese, Chinese. What means one thing in one language and
another in another isn't among them.
"""

STATUSES = {
    "open": """
        offen neu geplant zu-erledigen nouveau nouvelle ouvert ouverte à-faire nuevo nueva abierto
        abierta pendiente por-hacer novo nova aberto aberta a-fazer nuovo nuova aperto aperta
        da-fare nieuw te-doen nowy nowa otwarty otwarte do-zrobienia новый новая открыт открыта
        открыто к-выполнению 新規 未着手 未対応 やること オープン 新建 打开 待办 待辦 未开始 待处理
        """,
    "in-progress": """
        in-arbeit in-bearbeitung begonnen en-cours en-curso en-progreso en-proceso em-andamento
        em-progresso in-corso bezig in-behandeling w-toku w-trakcie в-работе в-процессе 進行中
        作業中 対応中 処理中 进行中 处理中
        """,
    "pending": """
        wartet wartend zurückgestellt rückfrage en-attente en-espera em-espera in-attesa wachtend
        wacht oczekuje oczekujący wstrzymane отложен отложена обратная-связь ожидание 保留 待ち
        フィードバック 暂停 挂起 反馈
        """,
    "resolved": """
        gelöst behoben erledigt fertig abgeschlossen résolu résolue terminé terminée fait resuelto
        resuelta terminado terminada hecho completado completada resolvido resolvida concluído
        concluída feito risolto risolta completato completata fatto opgelost klaar gereed
        rozwiązany rozwiązane zakończony zakończone gotowe решен решена решено выполнен выполнена
        выполнено готово сделано 解決 解決済み 処理済み 完了 已解决 已完成 完成
        """,
    "closed": """
        geschlossen abgewiesen abgelehnt abgebrochen verworfen fermé fermée rejeté rejetée annulé
        annulée cerrado cerrada rechazado rechazada cancelado cancelada fechado fechada rejeitado
        rejeitada chiuso chiusa rifiutato rifiutata annullato annullata gesloten afgewezen
        geannuleerd zamknięty zamknięte odrzucony odrzucone anulowany закрыт закрыта закрыто
        отклонен отклонена отменен отменена 終了 クローズ 却下 中止 已关闭 关闭 已關閉 已拒绝 已取消
        """,
}
PRIORITIES = {
    "urgent": """
        dringend sofort kritisch urgente immédiat immédiate critique inmediata inmediato crítica
        crítico imediata imediato immediata critica onmiddellijk kritiek pilny pilne natychmiastowy
        срочный немедленный критический 緊急 今すぐ 至急 紧急 立刻
        """,
    "high": """
        hoch haut haute élevé élevée alta alto hoog wysoki высокий 高 高め
        """,
    "normal": """
        mittel moyen moyenne normale media medio média médio normaal gemiddeld normalny średni
        нормальный средний обычный 中 通常 普通
        """,
    "low": """
        niedrig gering bas basse faible baja bajo baixa baixo bassa basso laag niski низкий 低 低め
        """,
}
TYPES = {
    "incident": "störung vorfall incidencia incidente инцидент 障害 故障",
    "request": """
        anforderung anfrage verbesserung évolution demande amélioration petición mejora solicitação
        melhoria richiesta miglioramento verzoek verbetering улучшение запрос 要望 機能 功能 需求
        """,
    "question": """
        frage unterstützung assistance soporte consulta suporte вопрос поддержка サポート 支持
        """,
    "problem": """
        fehler errores anomalie defecto defeito erro errore fout błąd ошибка バグ 错误 缺陷
        """,
    "task": """
        aufgabe tâche tarea tareas tarefa compito attività taak zadanie задача タスク 作業 任务
        """,
}
