"""What columns are called in the tables of trackers that don't speak English, and a yes or no.

Each name is in the form of ``plain_name``: German, French, Spanish, Portuguese, Italian, Dutch,
Polish, Russian, Japanese, Chinese, as Jira, Redmine and spreadsheets have them.
"""

from tix.model.config.config import YES_OR_NO
from tix.model.text.accents import without_accents

_COLUMNS = {
    "title": """
        titel betreff zusammenfassung thema sujet titre résumé asunto título resumen assunto resumo
        oggetto titolo riepilogo onderwerp samenvatting temat tytuł тема заголовок название 題名
        件名 タイトル 要約 标题 主题 概要
        """,
    "key": """
        vorgangsschlüssel schlüssel ticketnummer clé clave chave chiave sleutel klucz ключ キー
        关键字
        """,
    "id": "nummer numéro número numero номер 番号 编号",
    "type": """
        vorgangstyp typ art tipo tipo_de_incidencia тип трекер トラッカー 課題タイプ 种别 类型 跟踪
        """,
    "status": "zustand statut état estado stato stan статус состояние ステータス 状態 状态",
    "priority": """
        priorität priorité prioridad prioridade priorità prioriteit priorytet приоритет 優先度
        优先级
        """,
    "assignee": """
        bearbeiter zuständig zugewiesen zugewiesen_an assigné assigné_à asignado asignado_a
        persona_asignada atribuído_a responsável assegnatario assegnato_a toegewezen_aan przypisany
        исполнитель назначена 担当者 经办人 指派给 负责人
        """,
    "requester": "melder anforderer rapporteur informador informante 報告者 报告人",
    "author": "autor ersteller auteur autore автор 作成者 作者 创建者",
    "created": """
        erstellt erstellt_am angelegt créé créé_le creado creada criado criado_em creato creato_il
        data_abertura data_criação fecha_apertura fecha_creación data_apertura date_ouverture
        aangemaakt utworzono создано создан 作成日 作成日時 创建 创建时间 创建于
        """,
    "updated": """
        aktualisiert geändert mis_à_jour actualizado actualizada atualizado aggiornato bijgewerkt
        zaktualizowano обновлено обновлён 更新日 更新日時 已更新 更新于
        """,
    "due": """
        fällig fällig_am fälligkeitsdatum abgabedatum échéance date_d_échéance fecha_de_vencimiento
        fecha_vencimiento data_vencimento date_échéance
        fecha_límite vencimento data_de_vencimento scadenza einddatum termin срок срок_завершения
        期日 期限 到期日 截止日期
        """,
    "resolved": "gelöst erledigt_am résolu_le resuelta resuelto resolvido risolto 解決日 已解决",
    "closed": """
        geschlossen geschlossen_am fermé fermé_le cerrado cerrada fechado chiuso закрыто 終了日
        data_fechamento data_encerramento fecha_cierre data_chiusura date_clôture
        """,
    "description": """
        beschreibung descripción descrição descrizione omschrijving beschrijving opis описание 説明
        描述
        """,
    "labels": "stichwörter étiquettes etiquetas etichette метки ラベル 标签",
    "milestone": """
        meilenstein zielversion lösungsversionen version_cible versión_prevista versione_prevista
        対象バージョン 目标版本 修复的版本
        """,
}

_ALSO = {
    "title": """
        aufgabe bezeichnung tâche tarea tarefa attività taak zadanie задача タスク 任务
        """,
    "status": "situação situación situazione bearbeitungsstand",
    "priority": "dringlichkeit",
    "assignee": """
        wer verantwortlich verantwortlicher zugewiesen_zu responsable responsabile
        verantwoordelijke odpowiedzialny ответственный 担当
        """,
    "requester": """
        gemeldet_von antragsteller solicitante requerente demandeur richiedente aanvrager
        zgłaszający заявитель 依頼者 申请人
        """,
    "created": """
        erstellungsdatum erstelldatum angelegt_am eröffnet eröffnet_am date_de_création
        date_d_ouverture fecha_de_creación fecha_de_apertura data_de_criação data_de_abertura
        data_di_creazione data_creazione aanmaakdatum data_utworzenia
        дата_создания 登録日 起票日 创建日期
        """,
    "due": """
        frist bis_wann fällig_bis date_limite délai fecha_de_entrega prazo data_limite
        data_de_entrega data_di_scadenza data_scadenza vervaldatum data_wykonania дедлайн 納期 締切
        締切日 截止时间
        """,
    "resolved": """
        erledigt terminé terminado concluído completato gereed zrobione выполнено 完了 完成
        """,
    "closed": """
        abgeschlossen_am date_de_clôture fecha_de_cierre data_de_fechamento data_di_chiusura
        data_zamknięcia дата_закрытия 完了日 关闭时间
        """,
    "description": """
        bemerkung bemerkungen notiz notizen anmerkung anmerkungen remarque remarques observaciones
        observações osservazioni opmerking opmerkingen uwagi примечание 備考 备注
        """,
}
"""Names that mean that only where no column above does: most are also said of something else."""


_NAMED = {name: own for own, names in _COLUMNS.items() for name in names.split()}
_BESIDE = {name: own for own, names in _ALSO.items() for name in names.split()}
_BARE = {without_accents(name): own for name, own in (_BESIDE | _NAMED).items()}
del _BARE["resume"]  # what people apply with, in English
LOCAL = _BARE | _BESIDE | _NAMED
"""The name that importers understand, by that in another language, and by that without accents."""

VAGUE = frozenset(LOCAL.keys() - _NAMED.keys())
"""Names that stand back where another column means the same."""

_SUMMARIES = "zusammenfassung résumé resumen resumo riepilogo samenvatting 要約 概要"
SUMMARIES = frozenset(_SUMMARIES.split())
"""Columns that are a title only where no other is; beside one, they sum up what it is about."""

NUMBERS = frozenset(_COLUMNS["id"].split())
"""Columns that are an id only where no other is: it may be a house's, or how many there are."""

_YES = """
    y x 1 ✓ ✔ ☑ ✅ ja oui sí si sim sì tak да はい 是
    wahr vrai verdadero verdadeiro vero waar prawda истина
    """
_NO = """
    n 0 ☐ ❌ nein non não nao nee nie нет いいえ 否
    falsch faux falso onwaar fałsz ложь
    """

SAYS = YES_OR_NO | dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)
"""A yes or no in any of these languages, and as databases and spreadsheets write it."""
